//! Settings of databases and of Redis.

use std::{path::Path, time::Duration};

use fasttrack_postgres::PostgresSettings;
use fasttrack_redis::RedisSettings;
use fasttrack_sqlite::SqliteSettings;

use super::load;
use crate::settings::*;

#[test]
fn the_defaults_of_the_engines_are_those_of_their_stores() {
    let engine = |url| format!("{:?}", load(&[("DATABASE_URL", url)]).unwrap().database.engine);
    let sqlite = Engine::Sqlite(SqliteSettings::new("x.db"));
    assert_eq!(engine("sqlite://x.db"), format!("{sqlite:?}"));
    let url = "postgres://ana@db/x";
    assert_eq!(engine(url), format!("{:?}", Engine::Postgres(PostgresSettings::new(url))));
}

#[test]
fn every_setting_of_postgres_reaches_its_store() {
    let settings = load(&[
        ("DATABASE_URL", "postgresql://ana@db/x"),
        ("DB_CONNECTIONS", "3"),
        ("DB_READ_CONNECTIONS", "7"),
        ("DB_POOL_TIMEOUT", "4s"),
        ("DB_STATEMENT_TIMEOUT", "500ms"),
        ("DB_CONNECT_TIMEOUT", "5s"),
        ("DB_IDLE_TIMEOUT", "6s"),
        ("DB_ROOT_CERTIFICATES", "ca.pem"),
    ]);
    let Engine::Postgres(postgres) = settings.unwrap().database.engine else { panic!("no Postgres") };
    assert_eq!(postgres.url, "postgresql://ana@db/x");
    assert_eq!((postgres.unit_connections, postgres.read_connections), (3, 7));
    assert_eq!(postgres.pool_wait, Duration::from_secs(4));
    assert_eq!(postgres.statement_timeout, Duration::from_millis(500));
    assert_eq!(postgres.connect_timeout, Duration::from_secs(5));
    assert_eq!(postgres.idle_timeout, Duration::from_secs(6));
    assert_eq!(postgres.root_certificates.as_deref(), Some(Path::new("ca.pem")));
}

#[test]
fn the_defaults_of_redis_are_those_of_its_adapter() {
    let redis = load(&[("REDIS_URL", "redis://ana:hunter2@cache")]).unwrap().sharing.redis.unwrap();
    assert_eq!(redis.url, "redis://ana:hunter2@cache");
    assert_eq!(format!("{redis:?}"), format!("{:?}", RedisSettings::new("redis://cache")));
    assert!(load(&[]).unwrap().sharing.redis.is_none());
}

#[test]
fn every_setting_of_redis_reaches_its_adapter() {
    let settings = load(&[
        ("REDIS_URL", "rediss://cache:6380/1"),
        ("REDIS_NAMESPACE", "ns"),
        ("REDIS_ROOT_CERTIFICATES", "ca.pem"),
        ("REDIS_CONNECT_TIMEOUT", "2s"),
        ("REDIS_RESPONSE_TIMEOUT", "30ms"),
        ("REDIS_PAUSE", "4s"),
        ("REDIS_CONNECTIONS", "5"),
        ("REDIS_MAX_VALUE_BYTES", "6KiB"),
        ("REDIS_BUS_QUEUE", "7"),
        ("REDIS_BUS_SILENCE", "8s"),
    ]);
    let redis = settings.unwrap().sharing.redis.unwrap();
    assert_eq!((&*redis.url, &*redis.namespace), ("rediss://cache:6380/1", "ns"));
    assert_eq!(redis.root_certificates.as_deref(), Some(Path::new("ca.pem")));
    assert_eq!(redis.connect_timeout, Duration::from_secs(2));
    assert_eq!(redis.response_timeout, Duration::from_millis(30));
    assert_eq!(redis.pause, Duration::from_secs(4));
    assert_eq!((redis.pool_size, redis.max_value_bytes, redis.bus_queue), (5, 6 << 10, 7));
    assert_eq!(redis.bus_silence, Duration::from_secs(8));
}

#[test]
fn a_sqlite_url_is_a_file() {
    let path = |url: &str| {
        load(&[("DATABASE_URL", url)]).map(|settings| match settings.database.engine {
            Engine::Sqlite(sqlite) => sqlite.path,
            Engine::Postgres(_) => panic!("{url} is a file"),
        })
    };
    assert_eq!(path("sqlite:///srv/fasttrack.db").unwrap(), Path::new("/srv/fasttrack.db"));
    for url in [
        "sqlite://",
        "sqlite://data/",
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite://a.db?mode=ro",
        "mysql://x",
        "data.db",
    ] {
        assert!(path(url).is_err(), "{url}");
    }
}
