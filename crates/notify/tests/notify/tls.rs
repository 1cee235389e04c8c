//! Whom messages are entrusted to. That a server which the system trusts gets them is seen where the
//! system can be told whom to trust: in the tests of the whole program.

use fasttrack_domain::ports::{Notifier as _, NotifyError};
use fasttrack_notify::SmtpNotifier;
use fasttrack_test_support::smtp::{Manner, SmtpSink};

use crate::support::{a_message, settings, told};

async fn refused(manner: Manner, url: impl Fn(u16) -> String) -> String {
    let sink = SmtpSink::start(manner).await;
    let notifier = SmtpNotifier::new(settings(&url(sink.port()))).unwrap();
    let error = notifier.notify(&a_message()).await.unwrap_err();
    assert!(matches!(error, NotifyError::Unavailable(_)), "{error:?}");
    assert_eq!(sink.letters(), []);
    assert_eq!(sink.talks(), 1, "it was asked");
    told(&error)
}

#[tokio::test]
async fn who_must_use_tls_tells_a_server_without_it_nothing() {
    let told = refused(Manner::Plain, |port| format!("smtp://a:b@localhost:{port}?tls=required")).await;
    assert!(told.contains("STARTTLS"), "{told}");
}

#[tokio::test]
async fn whom_nobody_vouches_for_gets_nothing() {
    for (manner, url) in [
        (Manner::Tls, "smtps://a:b@localhost:{}"),
        (Manner::StartTls, "smtp://a:b@localhost:{}?tls=required"),
    ] {
        let told = refused(manner, |port| url.replace("{}", &port.to_string())).await;
        assert!(told.contains("certificate"), "{manner:?}: {told}");
    }
}
