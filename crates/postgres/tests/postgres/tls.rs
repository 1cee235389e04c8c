use std::time::Duration;

use fasttrack_domain::ports::Store as _;
use fasttrack_postgres::{OpenError, PostgresSettings, PostgresStore};
use fasttrack_test_support::postgres::by_tls;

use crate::support::until;

const BY_TLS: &str = "SELECT version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
    WHERE application_name = 'fasttrack' AND ssl";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_required_is_encrypted_and_only_to_whom_is_trusted() {
    let (url, certificate) = by_tls();
    let mut settings = PostgresSettings::new(format!("{url}?sslmode=require"));
    // The system has never heard of it.
    let Err(error) = PostgresStore::connect(&settings).await else { panic!("trusted anybody") };
    assert!(matches!(error, OpenError::Unreachable(_) | OpenError::Certificates(_)), "{error:?}");

    // A busy machine is no reason to fail.
    settings.connect_timeout = Duration::from_secs(5);
    settings.root_certificates = Some(certificate.clone());
    let store = PostgresStore::connect(&settings).await.unwrap();
    let unit = store.begin().await.unwrap();
    // On a connection of reads.
    store.ping().await.unwrap();
    until(&url, BY_TLS, &["TLSv1.3", "TLSv1.3"]).await;
    unit.commit().await.unwrap();

    // By a name that the certificate does not hold.
    settings.url = settings.url.replace("127.0.0.1", "localhost");
    let Err(error) = PostgresStore::connect(&settings).await else { panic!("trusted another name") };
    assert!(matches!(error, OpenError::Unreachable(_)), "{error:?}");

    settings.root_certificates = Some(certificate.with_file_name("none.crt"));
    let Err(error) = PostgresStore::connect(&settings).await else { panic!("trusted without a reason") };
    assert!(matches!(error, OpenError::Certificates(_)), "{error:?}");
}
