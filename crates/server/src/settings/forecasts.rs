use std::{num::NonZeroU32, time::Duration};

use fasttrack_weather::{BaseUrl, WeatherSettings};
use secrecy::SecretString;

use super::{
    reader::{Reader, Refusal},
    table,
    value::{duration, number, size, word},
};

/// Who forecasts the weather, and how they are asked.
#[derive(Debug, Clone)]
pub struct ForecastSettings {
    /// Who.
    pub provider: ProviderChoice,
    /// The key for OpenWeatherMap.
    pub open_weather_map_key: Option<SecretString>,
    /// How they are asked.
    pub weather: WeatherSettings,
    /// From what age on a forecast is asked for anew.
    pub refresh_after: Duration,
}

/// Who forecasts the weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderChoice {
    /// Open-Meteo.
    OpenMeteo,
    /// OpenWeatherMap, which wants a key.
    OpenWeatherMap,
    /// Nobody: the weather is made up.
    Simulated,
    /// Nobody: there is none.
    Off,
}

const PROVIDERS: &[(&str, ProviderChoice)] = &[
    ("open-meteo", ProviderChoice::OpenMeteo),
    ("open-weather-map", ProviderChoice::OpenWeatherMap),
    ("simulated", ProviderChoice::Simulated),
    ("off", ProviderChoice::Off),
];

impl ForecastSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let provider = r.value(&table::FORECAST_PROVIDER, word(PROVIDERS));
        let open_weather_map_key = r.optional(&table::OPEN_WEATHER_MAP_KEY, key);
        if r.serves()
            && provider == Some(ProviderChoice::OpenWeatherMap)
            && matches!(open_weather_map_key, Some(None))
        {
            r.fault(&table::OPEN_WEATHER_MAP_KEY, "must be set with FORECAST_PROVIDER=open-weather-map");
        }
        let refresh_after = r.value(&table::FORECAST_REFRESH_AFTER, duration("1s"..="23h"));
        let weather = weather(r);
        Some(Self {
            provider: provider?,
            open_weather_map_key: open_weather_map_key?,
            weather: weather?,
            refresh_after: refresh_after?,
        })
    }
}

fn weather(r: &mut Reader) -> Option<WeatherSettings> {
    let open_meteo_url = r.optional(&table::OPEN_METEO_URL, base_url);
    let open_meteo_geocoding_url = r.optional(&table::OPEN_METEO_GEOCODING_URL, base_url);
    let open_weather_map_url = r.optional(&table::OPEN_WEATHER_MAP_URL, base_url);
    let root_certificates = r.optional(&table::FORECAST_ROOT_CERTIFICATES, |raw| Ok(raw.into()));
    let connect_timeout = r.value(&table::FORECAST_CONNECT_TIMEOUT, duration("10ms"..="30s"));
    let total_timeout = r.value(&table::FORECAST_TIMEOUT, duration("10ms"..="30s"));
    let max_answer_bytes = r.value(&table::FORECAST_MAX_ANSWER_BYTES, size("64MiB"));
    let retry_pause = r.value(&table::FORECAST_RETRY_PAUSE, duration("0s"..="10s"));
    let max_known_cities = r.value(&table::FORECAST_MAX_KNOWN_CITIES, number(0..=1_000_000));
    let known_cities_ttl = r.value(&table::FORECAST_KNOWN_CITIES_TTL, duration("0s"..="30d"));
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
        retry_pause: retry_pause?,
        max_known_cities: max_known_cities?,
        known_cities_ttl: known_cities_ttl?,
        breaker_failures: NonZeroU32::new(breaker_failures?)?,
        breaker_pause: breaker_pause?,
        breaker_max_pause: breaker_max_pause?,
    })
}

fn base_url(raw: &str) -> Result<BaseUrl, Refusal> {
    raw.parse().map_err(|error: fasttrack_weather::SettingsError| error.to_string())
}

fn key(raw: &str) -> Result<SecretString, Refusal> {
    if raw.is_empty() || raw.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("must not be empty or hold white space".to_owned());
    }
    Ok(raw.into())
}
