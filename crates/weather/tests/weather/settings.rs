use fasttrack_domain::ports::ForecastProvider as _;
use fasttrack_weather::{BaseUrl, OpenMeteo, OpenWeatherMap, SettingsError, WeatherSettings};

use crate::{
    open_meteo::FORECAST,
    stub::{Reply, Stub},
    support::{lisboa, settings},
};

fn refused(url: &str) -> SettingsError {
    let Err(error) = url.parse::<BaseUrl>() else { panic!("{url} is taken") };
    error
}

#[test]
fn others_are_asked_by_https() {
    for url in [
        "https://api.open-meteo.com",
        "https://weather.example:8443/behind/",
        "https://1.1.1.1",
        "https://[2606:4700::1111]",
    ] {
        assert!(url.parse::<BaseUrl>().is_ok(), "{url}");
    }
    for url in [
        "http://api.open-meteo.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://[fd00::1]",
    ] {
        assert!(matches!(refused(url), SettingsError::Insecure), "{url}");
    }
}

#[test]
fn this_machine_is_asked_as_it_likes() {
    for url in [
        "http://localhost:8080",
        "http://LOCALHOST:8080",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://[::1]:8080/",
        "https://127.0.0.1",
    ] {
        assert!(url.parse::<BaseUrl>().is_ok(), "{url}");
    }
}

#[test]
fn a_private_address_is_refused() {
    for url in [
        "https://10.0.0.1",
        "https://192.168.1.1:8443/weather",
        "https://169.254.169.254",
        "https://[fe80::1]",
        "https://[::ffff:10.0.0.1]",
        "https://[::ffff:127.0.0.1]",
        "https://0",
        // Other ways to write them.
        "https://0x0a000001",
        "https://2852039166",
    ] {
        assert!(matches!(refused(url), SettingsError::Private), "{url}");
    }
}

#[test]
fn what_is_no_url_of_the_web_is_refused() {
    for url in ["", "api.open-meteo.com", "ftp://api.open-meteo.com", "https://", "file:///etc/passwd"] {
        assert!(matches!(refused(url), SettingsError::Url(_)), "{url}");
    }
}

#[test]
fn a_url_holds_no_secret() {
    for url in [
        "https://ada@api.open-meteo.com",
        "https://:hunter2@api.open-meteo.com",
        "https://api.open-meteo.com?apikey=hunter2",
        "https://api.open-meteo.com#hunter2",
    ] {
        let error = refused(url);
        assert!(matches!(error, SettingsError::Extra), "{url}");
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
    }
}

/// Behind a gateway, for example.
#[tokio::test]
async fn paths_go_below_the_url() {
    for tail in ["/behind", "/behind/"] {
        let stub = Stub::says([Reply::json(200, FORECAST)]).await;
        let url = format!("{}{tail}", stub.url()).parse().unwrap();
        let settings = WeatherSettings { open_meteo_url: Some(url), ..settings(&stub) };
        OpenMeteo::new(&settings).unwrap().series(&lisboa()).await.unwrap().unwrap();
        assert!(stub.questions()[0].starts_with("/behind/v1/forecast?"), "{:?}", stub.questions());
    }
}

#[test]
fn the_defaults_are_good() {
    let settings = WeatherSettings::default();
    assert!(OpenMeteo::new(&settings).is_ok());
    assert!(OpenWeatherMap::new(&settings, "5e11".into()).is_ok());
}
