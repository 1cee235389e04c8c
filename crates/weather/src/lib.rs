//! Forecasts, by those who make them. Nothing that they answer is believed unread.
//!
//! - [`OpenMeteo`]: hourly, for 15 days, without a key. It finds cities that have no coordinates.
//! - [`OpenWeatherMap`]: every three hours, for 5 days, with a key.
//! - [`Simulated`]: made up from the name of the city and the hour, always the same; it asks nobody.
//! - [`Off`]: nobody, where there is to be no weather.
//! - [`Guarded`]: any of them, left alone for a while when it does not answer. What it saw is
//!   counted.
//!
//! Where what is:
//! - [`settings`]: what the binary says.
//! - `http`: how others are asked, and what is not taken from them. `figures`: what is believed.
//! - `open_meteo`, `open_weather_map`, `simulated`, `off`: one each a provider. `guarded`: the breaker.
//! - `metrics`: what can be seen from outside.
#![warn(missing_docs)]

mod figures;
mod guarded;
mod http;
mod metrics;
mod off;
mod open_meteo;
mod open_weather_map;
pub mod settings;
mod simulated;

pub use guarded::Guarded;
pub use metrics::describe_metrics;
pub use off::Off;
pub use open_meteo::OpenMeteo;
pub use open_weather_map::OpenWeatherMap;
pub use settings::{BaseUrl, SettingsError, WeatherSettings};
pub use simulated::Simulated;
