//! How providers are asked, and why that cannot even be tried.

use std::{net::IpAddr, num::NonZeroU32, path::PathBuf, str::FromStr, time::Duration};

use fasttrack_domain::error::Cause;
use reqwest::Url;

use crate::http::address;

/// How providers are asked, and when they are left alone.
#[derive(Debug, Clone)]
pub struct WeatherSettings {
    /// Where Open-Meteo forecasts, instead of `https://api.open-meteo.com`.
    pub open_meteo_url: Option<BaseUrl>,
    /// Where Open-Meteo finds cities, instead of `https://geocoding-api.open-meteo.com`.
    pub open_meteo_geocoding_url: Option<BaseUrl>,
    /// Where OpenWeatherMap forecasts, instead of `https://api.openweathermap.org`.
    pub open_weather_map_url: Option<BaseUrl>,
    /// Whom to trust instead of whom the system trusts, a file of certificates in PEM.
    pub root_certificates: Option<PathBuf>,
    /// How long connecting may take, from the look-up of the name on; 2 s by default.
    pub connect_timeout: Duration,
    /// How long a question may take, all of it: connecting, the answer to its last byte, and asking
    /// again; 5 s by default. A city that has to be found first makes it two questions.
    pub total_timeout: Duration,
    /// The longest answer that is read, in bytes; 1 MiB by default.
    pub max_answer_bytes: usize,
    /// How long after a question that came to nothing it is asked again, once; 200 ms by default.
    pub retry_pause: Duration,
    /// How many cities are remembered, found or not; 10,000 by default. The first remembered is the
    /// first forgotten.
    pub max_known_cities: usize,
    /// How long a city is remembered; a day by default.
    pub known_cities_ttl: Duration,
    /// After how many calls in a row without an answer a provider is left alone; 5 by default.
    pub breaker_failures: NonZeroU32,
    /// For how long it is left alone then, 30 s by default; each time that it still does not answer,
    /// for twice as long as before.
    pub breaker_pause: Duration,
    /// The longest that it is left alone, 10 min by default, even where it asks for more.
    pub breaker_max_pause: Duration,
}

impl Default for WeatherSettings {
    fn default() -> Self {
        Self {
            open_meteo_url: None,
            open_meteo_geocoding_url: None,
            open_weather_map_url: None,
            root_certificates: None,
            connect_timeout: Duration::from_secs(2),
            total_timeout: Duration::from_secs(5),
            max_answer_bytes: 1 << 20,
            retry_pause: Duration::from_millis(200),
            max_known_cities: 10_000,
            known_cities_ttl: Duration::from_hours(24),
            breaker_failures: NonZeroU32::MIN.saturating_add(4),
            breaker_pause: Duration::from_secs(30),
            breaker_max_pause: Duration::from_mins(10),
        }
    }
}

/// Where a provider is: an origin, and what all its paths begin with.
///
/// By https and not inside our own network, except on this machine: there http will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// A path below it, and what is asked there.
    pub(crate) fn question(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url.query_pairs_mut().extend_pairs(query);
        url
    }

    /// Whether it is asked without TLS.
    pub(crate) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Whether it is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.0.domain() == Some("localhost") || literal(&self.0).is_some_and(|ip| ip.is_loopback())
    }
}

impl FromStr for BaseUrl {
    type Err = SettingsError;

    fn from_str(raw: &str) -> Result<Self, SettingsError> {
        let url = Url::parse(raw).map_err(|error| SettingsError::Url(error.into()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(SettingsError::Url("its scheme is another".into()));
        }
        let extra = [url.password(), url.query(), url.fragment()];
        if !url.username().is_empty() || extra.iter().any(Option::is_some) {
            return Err(SettingsError::Extra);
        }
        let base = Self(url);
        if base.is_local() {
            return Ok(base);
        }
        if base.is_plain() {
            return Err(SettingsError::Insecure);
        }
        if literal(&base.0).is_some_and(|ip| !address::is_public(ip)) {
            return Err(SettingsError::Private);
        }
        Ok(base)
    }
}

/// The host, where it is an address.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// Why a provider cannot be asked by these settings, whether it is there or not.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The URL is none of the web.
    #[error("a forecast provider's URL is not one of https://")]
    Url(#[source] Cause),
    /// The URL says more than where.
    #[error("a forecast provider's URL must hold no user, password, query or fragment")]
    Extra,
    /// Whoever listens on the way could read and change what is said.
    #[error("a forecast provider's URL must begin with https:// unless it is on this machine")]
    Insecure,
    /// The URL leads into a network that is not the Internet.
    #[error("a forecast provider's URL must not hold a private address")]
    Private,
    /// There is no key, or one that has a space in it.
    #[error("the forecast provider wants a key")]
    Key,
    /// Nobody is trusted: without certificates, there is nobody to talk to by TLS.
    #[error("cannot set up TLS for forecast providers")]
    Tls(#[source] Cause),
}
