//! Mail servers that do not do as they should.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    notification::Notification,
    ports::{Notifier as _, NotifyError},
};
use fasttrack_notify::{SettingsError, SmtpNotifier, SmtpSettings};
use fasttrack_test_support::smtp::Reaction;
use tokio::net::TcpListener;

use crate::support::{a_message, a_sink, notifier, plainly, settings, told};

/// The code that servers like to explain with the address.
const NOBODY: &str = "550 5.1.1 <zoe@example.com>: nobody of that name";

#[tokio::test]
async fn what_is_refused_for_ever_is_told_from_what_may_come_again() {
    for (step, reply, for_ever) in [
        ("RCPT", NOBODY, true),
        ("RCPT", "553 5.1.3 <zoe@example.com> is none", true),
        ("DATA", "554 5.7.1 zoe@example.com does not want this", true),
        (".", "552 5.3.4 too much for zoe@example.com", true),
        ("RCPT", "450 4.2.1 <zoe@example.com> is busy", false),
        ("DATA", "451 4.3.0 later", false),
        (".", "452 4.3.1 full", false),
        ("CONNECT", "421 4.3.2 closing", false),
        ("CONNECT", "554 no mail here", false),
        ("EHLO", "550 who are you", false),
        // These are about us, not about the message.
        ("MAIL", "550 5.7.1 zoe@example.com may not send", false),
        ("RCPT", "530 5.7.0 sign in first", false),
        ("AUTH", "535 5.7.8 wrong password of zoe@example.com", false),
    ] {
        let sink = a_sink().await;
        sink.on(step, Reaction::Say(reply));
        let url = format!("smtp://ana:hunter2@localhost:{}", sink.port());
        let notifier = SmtpNotifier::new(settings(&url)).unwrap();
        let error = notifier.notify(&a_message()).await.unwrap_err();
        assert_eq!(matches!(error, NotifyError::Refused(_)), for_ever, "{step} {reply}: {error:?}");
        let told = told(&error);
        assert!(told.contains(&reply[..3]), "{step} {reply}: {told}");
        assert!(!told.contains("zoe") && !told.contains("hunter2"), "{told}");
        assert_eq!(sink.letters().len(), 0);

        sink.calm();
        notifier.notify(&a_message()).await.unwrap();
        assert_eq!(sink.letters().len(), 1, "{step} {reply}");
    }
}

#[tokio::test]
async fn who_falls_silent_or_goes_away_is_tried_again_later() {
    for step in ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", ".", "TAKEN"] {
        for reaction in [Reaction::Hang, Reaction::Close, Reaction::Say("this is no reply")] {
            let sink = a_sink().await;
            sink.on(step, reaction);
            let short = Duration::from_millis(200);
            let impatient = matches!(reaction, Reaction::Hang);
            let settings = if impatient {
                SmtpSettings { connect_timeout: short, send_timeout: short, ..plainly(&sink) }
            } else {
                plainly(&sink)
            };
            let begun = Instant::now();
            let result = SmtpNotifier::new(settings).unwrap().notify(&a_message()).await;
            assert!(matches!(result, Err(NotifyError::Unavailable(_))), "{step} {reaction:?}: {result:?}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{step} {reaction:?}");
        }
    }
}

/// The server's yes was lost: whoever sends it again sends the same message.
#[tokio::test]
async fn a_letter_whose_yes_was_lost_may_come_twice_under_one_name() {
    let sink = a_sink().await;
    let notifier = notifier(&sink);
    sink.on("TAKEN", Reaction::Close);
    assert!(notifier.notify(&a_message()).await.is_err());
    sink.calm();
    notifier.notify(&a_message()).await.unwrap();
    let letters = sink.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].field("Message-ID"), letters[1].field("Message-ID"));
}

/// As a job that takes too long, or is called off, drops its handler.
#[tokio::test]
async fn a_message_that_is_dropped_half_way_spoils_no_other() {
    for step in ["MAIL", "RCPT", "DATA", "."] {
        let sink = a_sink().await;
        let notifier = notifier(&sink);
        notifier.notify(&a_message()).await.unwrap();
        sink.on(step, Reaction::Hang);
        let dropped = Notification { id: "dropped".to_owned(), ..a_message() };
        let cut = tokio::time::timeout(Duration::from_millis(200), notifier.notify(&dropped)).await;
        assert!(cut.is_err(), "{step}: {cut:?}");
        sink.calm();
        let next = Notification { id: "next".to_owned(), text: "next".to_owned(), ..a_message() };
        notifier.notify(&next).await.unwrap();
        let letters = sink.letters();
        assert_eq!(letters.len(), 2, "{step}");
        assert_eq!(letters[1].field("Message-ID").unwrap(), "<next@example.org>");
        assert_eq!(letters[1].body(), "next\r\n");
    }
}

#[tokio::test]
async fn a_server_that_went_away_between_two_letters_is_called_again() {
    let sink = a_sink().await;
    let notifier = notifier(&sink);
    notifier.notify(&a_message()).await.unwrap();
    sink.on("NOOP", Reaction::Close);
    notifier.notify(&a_message()).await.unwrap();
    assert_eq!((sink.letters().len(), sink.talks()), (2, 2));
}

#[tokio::test]
async fn nobody_there_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let notifier = SmtpNotifier::new(settings(&format!("smtp://localhost:{port}"))).unwrap();
    let error = notifier.notify(&a_message()).await.unwrap_err();
    assert!(matches!(error, NotifyError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn an_address_that_the_server_cannot_take_is_refused() {
    let sink = a_sink().await;
    let message = Notification { to: "zoë@example.com".parse().unwrap(), ..a_message() };
    let error = notifier(&sink).notify(&message).await.unwrap_err();
    assert!(matches!(error, NotifyError::Refused(_)), "{error:?}");
    assert!(!told(&error).contains("zoë"), "{error:?}");
}

#[test]
fn a_sender_that_is_none_is_refused_at_once() {
    let from = format!("a@{}.example.org", "x".repeat(80)).parse().unwrap();
    let settings = SmtpSettings { from, ..settings("smtp://localhost") };
    assert!(matches!(SmtpNotifier::new(settings), Err(SettingsError::From)));
}
