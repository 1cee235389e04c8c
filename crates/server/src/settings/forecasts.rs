use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use fasttrack_weather::{BaseUrl, WeatherSettings};
use secrecy::SecretString;

use super::{
    Scope,
    reader::{Reader, Refusal},
    table,
    value::{duration, number, size, word},
};

/// Who forecasts the weather, and how they are asked.
#[derive(Debug, Clone)]
pub struct ForecastSettings {
    /// Who; `None` when nobody is asked.
    pub provider: Option<ForecastSource>,
    /// How they are asked.
    pub weather: WeatherSettings,
    /// From what age on a forecast is asked for again.
    pub refresh_after: Duration,
}

/// Somebody who forecasts the weather.
#[derive(Debug, Clone)]
pub enum ForecastSource {
    /// Nobody: it is made up.
    Simulated,
    /// Open-Meteo.
    OpenMeteo,
    /// OpenWeatherMap, with a key.
    OpenWeatherMap(SecretString),
}

/// The same without what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Off,
    Simulated,
    OpenMeteo,
    OpenWeatherMap,
}

const NAMES: &[(&str, Name)] = &[
    ("off", Name::Off),
    ("simulated", Name::Simulated),
    ("open-meteo", Name::OpenMeteo),
    ("open-weather-map", Name::OpenWeatherMap),
];

impl ForecastSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let name = r.value(&table::FORECAST_PROVIDER, word(NAMES));
        let refresh_after = r.value(&table::FORECAST_REFRESH_AFTER, duration("1m"..="1d"));
        let key = r.optional(&table::OPEN_WEATHER_MAP_KEY, key);
        let weather = weather(r);
        let (name, key) = (name?, key?);
        if name == Name::OpenWeatherMap && key.is_none() && r.scope() == Scope::Server {
            r.fault(
                &table::OPEN_WEATHER_MAP_KEY,
                "must be set when FORECAST_PROVIDER is open-weather-map: the key of an account there",
            );
        }
        let provider = match (name, key) {
            (Name::Off, _) | (Name::OpenWeatherMap, None) => None,
            (Name::Simulated, _) => Some(ForecastSource::Simulated),
            (Name::OpenMeteo, _) => Some(ForecastSource::OpenMeteo),
            (Name::OpenWeatherMap, Some(key)) => Some(ForecastSource::OpenWeatherMap(key)),
        };
        Some(Self { provider, weather: weather?, refresh_after: refresh_after? })
    }
}

fn weather(r: &mut Reader) -> Option<WeatherSettings> {
    let open_meteo_url = r.optional(&table::OPEN_METEO_URL, base_url);
    let open_meteo_geocoding_url = r.optional(&table::OPEN_METEO_GEOCODING_URL, base_url);
    let open_weather_map_url = r.optional(&table::OPEN_WEATHER_MAP_URL, base_url);
    let root_certificates = r.optional(&table::FORECAST_ROOT_CERTIFICATES, |raw| Ok(PathBuf::from(raw)));
    let connect_timeout = r.value(&table::FORECAST_CONNECT_TIMEOUT, duration("10ms"..="1m"));
    let total_timeout = r.value(&table::FORECAST_TIMEOUT, duration("10ms"..="1m"));
    let max_answer_bytes = r.value(&table::FORECAST_MAX_ANSWER_BYTES, size("64MiB"));
    let breaker_failures = r.value(&table::FORECAST_BREAKER_FAILURES, number(1..=1_000));
    let breaker_pause = r.value(&table::FORECAST_BREAKER_PAUSE, duration("10ms"..="1h"));
    let breaker_max_pause = r.value(&table::FORECAST_BREAKER_MAX_PAUSE, duration("10ms"..="1d"));
    Some(WeatherSettings {
        open_meteo_url: open_meteo_url?,
        open_meteo_geocoding_url: open_meteo_geocoding_url?,
        open_weather_map_url: open_weather_map_url?,
        root_certificates: root_certificates?,
        connect_timeout: connect_timeout?,
        total_timeout: total_timeout?,
        max_answer_bytes: usize::try_from(max_answer_bytes?).unwrap_or(usize::MAX),
        breaker_failures: NonZeroU32::new(breaker_failures?)?,
        breaker_pause: breaker_pause?,
        breaker_max_pause: breaker_max_pause?,
        ..WeatherSettings::default()
    })
}

fn base_url(raw: &str) -> Result<BaseUrl, Refusal> {
    raw.parse().map_err(|error: fasttrack_weather::SettingsError| format!("is not taken: {error}"))
}

/// Whoever asks with a key that is none would only be refused.
fn key(raw: &str) -> Result<SecretString, Refusal> {
    if raw.is_empty() || raw.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("must be a word without white space".to_owned());
    }
    Ok(raw.into())
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, ffi::OsString};

    use tempfile::TempDir;

    use super::*;
    use crate::settings::{Faults, Settings, Sources};

    fn load(environment: &[(&str, &str)], scope: Scope) -> Result<ForecastSettings, Faults> {
        let folder = TempDir::new().unwrap();
        let environment: HashMap<_, _> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
        let sources = Sources { environment, folder: folder.path().to_owned() };
        Settings::load(&sources, scope).map(|settings| settings.forecasts)
    }

    fn source(environment: &[(&str, &str)]) -> Option<ForecastSource> {
        load(environment, Scope::Server).unwrap().provider
    }

    #[test]
    fn weather_is_made_up_where_nobody_depends_on_it() {
        assert!(matches!(source(&[]), Some(ForecastSource::Simulated)));
        assert!(matches!(source(&[("APP_ENV", "test")]), Some(ForecastSource::Simulated)));
        let prod = load(&[("APP_ENV", "prod"), ("DATABASE_URL", "sqlite://a.db")], Scope::Tool).unwrap();
        assert!(prod.provider.is_none());
        assert!(matches!(source(&[("FORECAST_PROVIDER", "open-meteo")]), Some(ForecastSource::OpenMeteo)));
        assert!(source(&[("FORECAST_PROVIDER", "off")]).is_none());
    }

    #[test]
    fn a_provider_that_wants_a_key_is_not_asked_without() {
        let named = ("FORECAST_PROVIDER", "open-weather-map");
        let refused = load(&[named], Scope::Server).unwrap_err().to_string();
        assert!(refused.contains("OPEN_WEATHER_MAP_KEY"), "{refused}");
        assert!(load(&[named], Scope::Tool).unwrap().provider.is_none());
        let key = ("OPEN_WEATHER_MAP_KEY", "5e11afa11ab1e");
        assert!(matches!(source(&[named, key]), Some(ForecastSource::OpenWeatherMap(_))));
        let refused = load(&[named, ("OPEN_WEATHER_MAP_KEY", "5e11 afa")], Scope::Server).unwrap_err();
        assert!(!refused.to_string().contains("5e11"), "{refused}");
    }

    #[test]
    fn providers_are_asked_by_https_unless_they_are_here() {
        for (url, taken) in [
            ("https://weather.example.com", true),
            ("http://127.0.0.1:9", true),
            ("http://weather.example.com", false),
            ("https://10.0.0.1", false),
            ("weather", false),
        ] {
            for name in ["OPEN_METEO_URL", "OPEN_METEO_GEOCODING_URL", "OPEN_WEATHER_MAP_URL"] {
                assert_eq!(load(&[(name, url)], Scope::Server).is_ok(), taken, "{name} {url}");
            }
        }
    }
}
