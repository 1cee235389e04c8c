//! What each area reads.

use std::{fs, path::Path, time::Duration};

use fasttrack_telemetry::Format;
use fasttrack_weather::WeatherSettings;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::{PROD, faults, load, sources};
use crate::settings::*;

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
fn http_addr_beats_port_and_port_listens_everywhere() {
    let address = |environment: &[(&str, &str)]| load(environment).unwrap().http.address.to_string();
    assert_eq!(address(&[("PORT", "9000")]), "0.0.0.0:9000");
    assert_eq!(address(&[("PORT", "9000"), ("HTTP_ADDR", "[::1]:9001")]), "[::1]:9001");
}

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
