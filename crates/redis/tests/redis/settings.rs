use std::time::{Duration, Instant};

use fasttrack_domain::ports::Dependency as _;
use fasttrack_redis::{Redis, RedisSettings, SettingsError};

use crate::support::log;

async fn refused(url: &str) -> SettingsError {
    let Err(error) = Redis::connect(RedisSettings::new(url), &log()).await else {
        panic!("{url} is no URL of Redis");
    };
    error
}

#[tokio::test]
async fn what_is_no_url_of_redis_is_refused() {
    for url in ["", "redis", "redis://", "http://127.0.0.1", "redis://:hunter2@127.0.0.1/many"] {
        let error = refused(url).await;
        assert!(matches!(error, SettingsError::Url(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn tls_that_trusts_everybody_is_refused() {
    assert!(matches!(refused("rediss://127.0.0.1/#insecure").await, SettingsError::Insecure));
}

#[tokio::test]
async fn certificates_that_are_not_there_are_refused() {
    let mut settings = RedisSettings::new("rediss://127.0.0.1");
    settings.root_certificates = Some("/nowhere/roots.pem".into());
    assert!(matches!(Redis::connect(settings, &log()).await, Err(SettingsError::Certificates(_))));
}

#[test]
fn settings_do_not_print_the_password() {
    let settings = RedisSettings::new("redis://ada:hunter2@127.0.0.1");
    let printed = format!("{settings:?}");
    assert!(printed.contains("fasttrack") && !printed.contains("hunter2"), "{printed}");
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_no_reason_not_to_start() {
    let started = Instant::now();
    // A port of a server that has just gone: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redis =
        Redis::connect(RedisSettings::new(format!("redis://127.0.0.1:{port}")), &log()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(!redis.answers().await);
    assert_eq!(redis.name(), "redis");
}
