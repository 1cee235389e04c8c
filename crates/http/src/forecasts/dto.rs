use chrono::{DateTime, Utc};
use fasttrack_application::forecasts::ForecastView;
use fasttrack_domain::forecast::{EventForecast, Forecast};
use serde::Serialize;
use utoipa::ToSchema;

/// The weather in one word.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's WeatherCondition in the OpenAPI document")]
pub(crate) enum WeatherConditionName {
    Clear,
    Clouds,
    Rain,
    Thunderstorm,
    Snow,
    Fog,
}

/// The weather that is expected when an event starts. Whether it is old is told by
/// `GET /events/{id}/forecast` alone: that changes with time, and not with the event.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastBody {
    /// Who says so.
    #[schema(example = "open-meteo")]
    pub provider: String,
    /// For when; near to the start of the event.
    pub forecast_for: DateTime<Utc>,
    /// In degrees Celsius.
    #[schema(example = 24.5)]
    pub temperature_c: f64,
    /// In one word.
    #[schema(value_type = WeatherConditionName, example = "clouds")]
    pub condition: &'static str,
    /// In the provider's words.
    #[schema(example = "scattered clouds")]
    pub description: String,
    /// Relative humidity, in percent.
    #[schema(maximum = 100, example = 60)]
    pub humidity_pct: u8,
    /// Mean wind, in metres a second.
    #[schema(minimum = 0, example = 3.5)]
    pub wind_mps: f64,
    /// When the provider was asked.
    pub fetched_at: DateTime<Utc>,
}

/// The same, and whether it is old.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastAnswer {
    #[serde(flatten)]
    pub forecast: ForecastBody,
    /// Whether it is to be taken with care: it was fetched 24 hours ago or earlier.
    #[schema(example = false)]
    pub stale: bool,
}

impl From<EventForecast> for ForecastBody {
    fn from(forecast: EventForecast) -> Self {
        let EventForecast { forecast, provider, fetched_at } = forecast;
        let Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps } =
            forecast;
        Self {
            provider,
            forecast_for: forecast_for.to_utc(),
            temperature_c,
            condition: condition.as_str(),
            description,
            humidity_pct,
            wind_mps,
            fetched_at: fetched_at.to_utc(),
        }
    }
}

impl From<ForecastView> for ForecastAnswer {
    fn from(view: ForecastView) -> Self {
        let ForecastView { forecast, stale } = view;
        Self { forecast: forecast.into(), stale }
    }
}
