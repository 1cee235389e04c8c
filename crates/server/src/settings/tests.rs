use std::{collections::HashMap, ffi::OsString, fs, path::Path, time::Duration};

use fasttrack_postgres::PostgresSettings;
use fasttrack_redis::RedisSettings;
use fasttrack_sqlite::SqliteSettings;
use fasttrack_telemetry::Format;
use fasttrack_weather::WeatherSettings;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::*;

const KEY: &str = "k1:8f1c0d7b5e9a4c62b3d8e7f6a5049182";

fn sources(folder: &Path, environment: &[(&str, &str)]) -> Sources {
    let environment =
        environment.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
    Sources { environment, folder: folder.to_owned() }
}

/// With these variables and an empty folder.
fn load(environment: &[(&str, &str)]) -> Result<Settings, Faults> {
    let folder = TempDir::new().unwrap();
    Settings::load(&sources(folder.path(), environment), Scope::Server)
}

fn faults(environment: &[(&str, &str)]) -> String {
    load(environment).unwrap_err().to_string()
}

#[test]
fn without_any_setting_dev_works() {
    let settings = load(&[]).unwrap();
    assert_eq!(settings.environment, Environment::Dev);
    assert_eq!(settings.http.address.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.database.to_string(), "data/fasttrack.db");
    assert_eq!(settings.data, Path::new("data"));
    assert_eq!(settings.access.bcrypt_cost, 12);
    assert_eq!(settings.log.format, Format::Pretty);
    assert!(settings.access.signing_keys.is_none() && settings.access.admin_password.is_none());
    assert!(settings.http.cors_allowed_origins.is_empty());
}

#[test]
fn every_row_of_the_table_is_read_and_in_its_order() {
    let rows: Vec<_> = GROUPS.iter().flat_map(|group| group.settings).map(|row| row.name).collect();
    for environment in ["dev", "test"] {
        let read: Vec<_> = load(&[("APP_ENV", environment)])
            .unwrap()
            .effective
            .iter()
            .map(|value| value.setting.name)
            .collect();
        assert_eq!(read, rows);
    }
}

#[test]
fn the_environment_beats_the_special_file_which_beats_the_common_one() {
    let folder = TempDir::new().unwrap();
    let (a, b, c) = ("https://a.example", "https://b.example", "https://c.example");
    fs::write(
        folder.path().join(".env"),
        format!("APP_ENV=test\nCORS_ALLOWED_ORIGINS={a}\nBCRYPT_COST=5\nACCESS_TOKEN_TTL=7m\n"),
    )
    .unwrap();
    fs::write(
        folder.path().join(".env.test"),
        format!("APP_ENV=prod\nCORS_ALLOWED_ORIGINS={b}\nBCRYPT_COST=6\n"),
    )
    .unwrap();
    fs::write(folder.path().join(".env.dev"), "ACCESS_TOKEN_TTL=1m\n").unwrap();

    let environment = [("CORS_ALLOWED_ORIGINS", c), ("BCRYPT_COST", "")];
    let settings = Settings::load(&sources(folder.path(), &environment), Scope::Server).unwrap();

    assert_eq!(settings.environment, Environment::Test);
    assert_eq!(settings.http.cors_allowed_origins, [c]);
    assert_eq!(settings.access.bcrypt_cost, 6, "an empty variable counts as not set");
    assert_eq!(settings.access.access_token_ttl, Duration::from_secs(420));
    let origins: HashMap<_, _> =
        settings.effective.iter().map(|value| (value.setting.name, value.origin.to_string())).collect();
    assert_eq!(origins["CORS_ALLOWED_ORIGINS"], "environment");
    assert_eq!(origins["BCRYPT_COST"], ".env.test");
    assert_eq!(origins["ACCESS_TOKEN_TTL"], ".env");
    assert_eq!(origins["APP_ENV"], ".env");
    assert_eq!(origins["LOG_LEVEL"], "default");
}

#[test]
fn a_file_that_cannot_be_understood_is_named_by_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".env"), "LOG_LEVEL=info\nADMIN_PASSWORD=hunter2 with spaces\n").unwrap();
    let message = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap_err().to_string();
    let told = "the configuration has 1 fault:\n  - .env line 2 cannot be understood: ";
    assert!(message.starts_with(told) && !message.contains("hunter2"), "{message}");
}

#[test]
fn http_addr_beats_port_and_port_listens_everywhere() {
    let address = |environment: &[(&str, &str)]| load(environment).unwrap().http.address.to_string();
    assert_eq!(address(&[("PORT", "9000")]), "0.0.0.0:9000");
    assert_eq!(address(&[("PORT", "9000"), ("HTTP_ADDR", "[::1]:9001")]), "[::1]:9001");
}

#[test]
fn prod_tells_all_that_is_missing_and_tools_need_the_database_only() {
    let message = faults(&[("APP_ENV", "prod")]);
    for name in ["DATABASE_URL", "JWT_SECRETS", "CORS_ALLOWED_ORIGINS"] {
        assert!(message.contains(&format!("{name} must be set in prod")), "{message}");
    }
    assert!(message.starts_with("the configuration has 3 faults:"), "{message}");

    let folder = TempDir::new().unwrap();
    let tool =
        |environment: &[(&str, &str)]| Settings::load(&sources(folder.path(), environment), Scope::Tool);
    assert!(tool(&[("APP_ENV", "prod"), ("DATABASE_URL", "sqlite:///srv/db")]).is_ok());
    assert!(tool(&[("APP_ENV", "prod")]).is_err());
}

#[test]
fn every_fault_is_told_at_once_and_no_value_with_it() {
    let environment = [
        ("APP_ENV", "prod"),
        ("DATABASE_URL", "postgres://hunter2:hunter2@hunter2@db/x"),
        ("REDIS_URL", "redis://ana:hunter2"),
        ("JWT_SECRETS", "k1:hunter2"),
        ("CORS_ALLOWED_ORIGINS", "hunter2"),
        ("HTTP_ADDR", "hunter2"),
        ("PORT", "hunter2"),
        ("HTTP_WORKERS", "0"),
        ("HTTP_BODY_LIMIT", "hunter2"),
        ("TRUSTED_PROXIES", "hunter2"),
        ("RATE_LIMIT", "off"),
        ("RATE_LIMIT_DEFAULT", "hunter2"),
        ("SIGN_IN_LIMITS", "5/1m,hunter2"),
        ("ACCESS_TOKEN_TTL", "2h"),
        ("REFRESH_TOKEN_TTL", "1h"),
        ("BCRYPT_COST", "9"),
        ("SELF_SIGNUP", "hunter2"),
        ("ADMIN_PASSWORD", "hunter2"),
        ("ADMIN_EMAIL", "hunter2"),
        ("LOG_LEVEL", "hunter2"),
        ("LOG_FORMAT", "hunter2"),
        ("IMPORT_MAX_BYTES", "hunter2"),
        ("SMTP_URL", "smtp://ana:hunter2@hunter2@mail"),
        ("MAIL_FROM", "hunter2"),
        ("REMIND_BEFORE", "hunter2"),
        ("SESSION_RETENTION", "hunter2"),
        ("AUDIT_RETENTION", "29d"),
    ];
    let message = faults(&environment);
    for (name, _) in
        environment.iter().filter(|(name, _)| !["APP_ENV", "PORT", "REFRESH_TOKEN_TTL"].contains(name))
    {
        assert!(message.contains(&format!("- {name} ")), "{name} is missing in {message}");
    }
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn limits_can_be_off_where_nobody_is_harmed() {
    for (environment, settings, on) in [
        ("dev", &[] as &[_], true),
        ("test", &[], false),
        ("test", &[("RATE_LIMIT", "on")], true),
        ("dev", &[("RATE_LIMIT", "off")], false),
    ] {
        let limits = load(&[&[("APP_ENV", environment)], settings].concat()).unwrap().limits;
        assert_eq!((limits.rates.is_some(), limits.sign_in.len()), (on, if on { 3 } else { 0 }));
    }
    let refused = faults(&[("APP_ENV", "prod"), ("RATE_LIMIT", "off")]);
    assert!(refused.contains("RATE_LIMIT (environment) must be `on` in prod"), "{refused}");
}

#[test]
fn secrets_come_from_files_without_their_last_newline() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("keys");
    let path = file.to_str().unwrap();
    let load =
        |environment: &[(&str, &str)]| Settings::load(&sources(folder.path(), environment), Scope::Server);
    fs::write(&file, format!("{KEY}\n")).unwrap();
    assert!(load(&[("JWT_SECRETS_FILE", path)]).unwrap().access.signing_keys.is_some());
    fs::write(&file, " a long password, please \n\n").unwrap();
    let password = load(&[("ADMIN_PASSWORD_FILE", path)]).unwrap().access.admin_password.unwrap();
    assert_eq!(password.reveal(), " a long password, please \n");

    let both = load(&[("JWT_SECRETS", KEY), ("JWT_SECRETS_FILE", path)]).unwrap_err().to_string();
    assert!(both.contains("JWT_SECRETS is given twice: JWT_SECRETS_FILE is set, too"), "{both}");
    let missing = load(&[("JWT_SECRETS_FILE", "/nowhere/keys")]).unwrap_err().to_string();
    assert!(missing.contains("JWT_SECRETS_FILE (environment) names a file that cannot be read"), "{missing}");
    fs::write(&file, "\n").unwrap();
    assert!(load(&[("JWT_SECRETS_FILE", path)]).is_err());
    // Only secrets have one.
    assert!(load(&[("LOG_LEVEL_FILE", "/nowhere")]).is_ok());
}

#[test]
fn secrets_are_never_shown() {
    let secret = "a long password, please";
    let settings = load(&[
        ("JWT_SECRETS", KEY),
        ("ADMIN_PASSWORD", secret),
        ("DATABASE_URL", "postgres://ana:hunter2@db/x"),
    ])
    .unwrap();
    let shown = format!("{settings:?} {}", settings.database);
    for secret in [secret, &KEY[3..], "hunter2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    // What is no secret, is.
    assert!(shown.contains("postgres://ana:[redacted]@db/x"), "{shown}");
}

#[test]
fn a_database_url_may_come_from_a_file_since_it_may_hold_a_password() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("url");
    fs::write(&file, "postgres://ana:hunter2@db/x\n").unwrap();
    let environment = [("DATABASE_URL_FILE", file.to_str().unwrap())];
    let settings = Settings::load(&sources(folder.path(), &environment), Scope::Server).unwrap();
    assert_eq!(settings.database.to_string(), "postgres://db:5432/x");
    assert_eq!(settings.data, folder.path().join("data"), "there is no file to keep it beside");
}

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

/// What prod needs besides.
const PROD: [(&str, &str); 4] = [
    ("APP_ENV", "prod"),
    ("DATABASE_URL", "sqlite:///srv/fasttrack.db"),
    ("JWT_SECRETS", KEY),
    ("CORS_ALLOWED_ORIGINS", "none"),
];

#[test]
fn the_weather_is_made_up_where_nobody_relies_on_it() {
    for (environment, provider) in [("dev", ProviderChoice::Simulated), ("test", ProviderChoice::Simulated)] {
        assert_eq!(load(&[("APP_ENV", environment)]).unwrap().forecasts.provider, provider);
    }
    let forecasts = load(&PROD).unwrap().forecasts;
    assert_eq!(forecasts.provider, ProviderChoice::OpenMeteo);
    assert_eq!(format!("{:?}", forecasts.weather), format!("{:?}", WeatherSettings::default()));
    assert_eq!(forecasts.refresh_after, Duration::from_secs(6 * 60 * 60));
}

#[test]
fn a_provider_that_wants_a_key_is_not_tried_without() {
    let chosen = [&PROD[..], &[("FORECAST_PROVIDER", "open-weather-map"), ("HTTP_ADDR", "nowhere")]].concat();
    let told = faults(&chosen);
    assert!(told.contains("OPEN_WEATHER_MAP_KEY") && told.contains("HTTP_ADDR"), "{told}");
    // Who only works on the database asks nobody.
    let folder = TempDir::new().unwrap();
    let tool = sources(folder.path(), &chosen[..5]);
    assert!(Settings::load(&tool, Scope::Tool).unwrap().forecasts.open_weather_map_key.is_none());

    let file = folder.path().join("key");
    fs::write(&file, "0123abcd\n").unwrap();
    let key = [("OPEN_WEATHER_MAP_KEY_FILE", file.to_str().unwrap())];
    let settings = load(&[&chosen[..5], &key].concat()).unwrap();
    assert_eq!(settings.forecasts.open_weather_map_key.as_ref().unwrap().expose_secret(), "0123abcd");
    assert!(!format!("{settings:?}").contains("0123abcd"));
    let told = faults(&[("OPEN_WEATHER_MAP_KEY", "0123 abcd")]);
    assert!(told.contains("OPEN_WEATHER_MAP_KEY") && !told.contains("abcd"), "{told}");
}

#[test]
fn every_setting_of_forecasts_reaches_its_provider() {
    let settings = load(&[
        ("FORECAST_PROVIDER", "off"),
        ("FORECAST_REFRESH_AFTER", "1h"),
        ("OPEN_METEO_URL", "https://a.example.org/x"),
        ("OPEN_METEO_GEOCODING_URL", "https://b.example.org"),
        ("OPEN_WEATHER_MAP_URL", "http://localhost:1"),
        ("FORECAST_ROOT_CERTIFICATES", "ca.pem"),
        ("FORECAST_CONNECT_TIMEOUT", "2100ms"),
        ("FORECAST_TIMEOUT", "3s"),
        ("FORECAST_MAX_ANSWER_BYTES", "4KiB"),
        ("FORECAST_RETRY_PAUSE", "5ms"),
        ("FORECAST_MAX_KNOWN_CITIES", "6"),
        ("FORECAST_KNOWN_CITIES_TTL", "7s"),
        ("FORECAST_BREAKER_FAILURES", "8"),
        ("FORECAST_BREAKER_PAUSE", "9s"),
        ("FORECAST_BREAKER_MAX_PAUSE", "10s"),
    ]);
    let ForecastSettings { provider, refresh_after, weather, .. } = settings.unwrap().forecasts;
    assert_eq!((provider, refresh_after), (ProviderChoice::Off, Duration::from_secs(60 * 60)));
    assert_eq!(weather.open_meteo_url, Some("https://a.example.org/x".parse().unwrap()));
    assert_eq!(weather.open_meteo_geocoding_url, Some("https://b.example.org".parse().unwrap()));
    assert_eq!(weather.open_weather_map_url, Some("http://localhost:1".parse().unwrap()));
    assert_eq!(weather.root_certificates.as_deref(), Some(Path::new("ca.pem")));
    assert_eq!(weather.connect_timeout, Duration::from_millis(2_100));
    assert_eq!(weather.total_timeout, Duration::from_secs(3));
    assert_eq!((weather.max_answer_bytes, weather.max_known_cities), (4 << 10, 6));
    assert_eq!(weather.retry_pause, Duration::from_millis(5));
    assert_eq!(weather.known_cities_ttl, Duration::from_secs(7));
    assert_eq!(weather.breaker_failures.get(), 8);
    assert_eq!(weather.breaker_pause, Duration::from_secs(9));
    assert_eq!(weather.breaker_max_pause, Duration::from_secs(10));
    for url in ["http://example.org", "https://10.0.0.1", "https://u:p@example.org", "ftp://example.org"] {
        let told = faults(&[("OPEN_METEO_URL", url)]);
        assert!(told.contains("OPEN_METEO_URL") && !told.contains(url), "{told}");
    }
}

#[test]
fn how_long_jobs_wait_reaches_the_worker() {
    let settings = load(&[("WORKER_RETRY_PAUSE", "50ms"), ("WORKER_RETRY_MAX_PAUSE", "3s")]).unwrap();
    let retry = settings.jobs.worker.retry;
    assert_eq!((retry.base, retry.cap), (Duration::from_millis(50), Duration::from_secs(3)));
    let (by_default, of_worker) =
        (load(&[]).unwrap().jobs.worker, fasttrack_worker::WorkerSettings::default());
    assert_eq!(format!("{by_default:?}"), format!("{of_worker:?}"));
}

#[test]
fn how_much_and_how_long_an_import_may_take_is_read() {
    let imports =
        load(&[("IMPORT_MAX_BYTES", "3MiB"), ("IMPORT_MAX_REPORTED", "7"), ("IMPORT_TIMEOUT", "2h")]);
    let ImportLimits { max_bytes, max_reported, timeout } = imports.unwrap().imports;
    assert_eq!((max_bytes, max_reported, timeout), (3 << 20, 7, Duration::from_secs(2 * 60 * 60)));
    for too_much in ["0s", "25h"] {
        let told = faults(&[("IMPORT_TIMEOUT", too_much)]);
        assert!(told.contains("must be a duration from 1s to 1d"), "{told}");
    }
}

#[test]
fn messages_need_a_server_and_a_sender_or_neither() {
    let messages = |environment: &[(&str, &str)]| load(environment).map(|settings| settings.messages);
    let none = messages(&[]).unwrap();
    assert!(none.smtp.is_none());
    assert_eq!(none.remind_before, Some(Duration::from_secs(24 * 60 * 60)));
    assert_eq!(messages(&[("REMIND_BEFORE", "off")]).unwrap().remind_before, None);

    let url = ("SMTP_URL", "smtps://ana:hunter2@mail.example.org");
    let smtp = messages(&[url, ("MAIL_FROM", "events@example.org")]).unwrap().smtp.unwrap();
    assert_eq!(smtp.from.as_str(), "events@example.org");
    assert!(messages(&[("MAIL_FROM", "events@example.org")]).unwrap().smtp.is_none());
    assert!(faults(&[url]).contains("MAIL_FROM must be set where SMTP_URL is"));
    let shown = format!("{:?}", load(&[url, ("MAIL_FROM", "events@example.org")]).unwrap());
    assert!(
        shown.contains("smtps://ana:[redacted]@mail.example.org") && !shown.contains("hunter2"),
        "{shown}"
    );
}

#[test]
fn in_prod_no_message_leaves_the_machine_in_plain_text() {
    let prod = |url| {
        load(&[
            ("APP_ENV", "prod"),
            ("JWT_SECRETS", KEY),
            ("DATABASE_URL", "sqlite://x.db"),
            ("CORS_ALLOWED_ORIGINS", "none"),
            ("MAIL_FROM", "events@example.org"),
            ("SMTP_URL", url),
        ])
    };
    for url in ["smtps://mail", "smtp://mail?tls=required", "smtp://localhost", "smtp://[::1]:1025"] {
        assert!(prod(url).is_ok(), "{url}");
    }
    for url in ["smtp://ana:hunter2@mail", "smtp://10.0.0.1"] {
        let message = prod(url).unwrap_err().to_string();
        assert!(message.contains("SMTP_URL (environment) must go by TLS in prod"), "{message}");
        assert!(load(&[("SMTP_URL", url), ("MAIL_FROM", "events@example.org")]).is_ok(), "{url}");
    }
}

#[test]
fn weak_keys_are_for_trying_things_out() {
    let weak = [
        ("JWT_SECRETS", "k1:change-me-change-me-change-me-change-me"),
        ("DATABASE_URL", "sqlite://x.db"),
        ("CORS_ALLOWED_ORIGINS", "none"),
    ];
    assert!(load(&weak).is_ok());
    let message = faults(&[&weak[..], &[("APP_ENV", "prod")]].concat());
    assert!(
        message.contains("JWT_SECRETS (environment) is not usable: key 1 has a secret that is easy to guess"),
        "{message}"
    );
    let good = [("APP_ENV", "prod"), ("JWT_SECRETS", KEY), weak[1], weak[2]];
    assert_eq!(load(&good).unwrap().log.format, Format::Json);
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

#[test]
fn the_example_file_can_be_used_as_it_is_and_with_every_line_switched_on() {
    let example = include_str!("../../../../.env.example");
    let folder = TempDir::new().unwrap();
    let env = folder.path().join(".env");
    fs::write(&env, example).unwrap();
    let settings = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap();
    assert!(settings.effective.iter().all(|value| value.origin == Origin::Preset));

    let switched_on = example.replace("\n#", "\n").replace("\n ", "\n# ");
    fs::write(&env, switched_on).unwrap();
    let settings = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap();
    for value in &settings.effective {
        assert_eq!(value.origin.to_string(), ".env", "{}", value.setting.name);
    }
}

/// Else a file that is on its way would be swept.
#[test]
fn files_are_kept_for_longer_than_anybody_may_take_to_send_one() {
    let told = "BLOB_ORPHAN_AGE must be longer than HTTP_UPLOAD_TIMEOUT";
    for (age, upload) in [("15m", None), ("1h", Some("1h")), ("59m", Some("1h")), ("23h", Some("1d"))] {
        let upload = upload.map(|upload| ("HTTP_UPLOAD_TIMEOUT", upload));
        let environment: Vec<_> = [("BLOB_ORPHAN_AGE", age)].into_iter().chain(upload).collect();
        assert!(faults(&environment).contains(told), "{age}");
    }
    for (age, upload) in [("16m", "15m"), ("2h", "1h"), ("400d", "1d")] {
        load(&[("BLOB_ORPHAN_AGE", age), ("HTTP_UPLOAD_TIMEOUT", upload)]).unwrap();
    }
}
