use fasttrack_domain::{
    forecast::{EventForecast, Forecast, WeatherCondition},
    time::Timestamp,
};

/// A warm, dry forecast by `stub` for an instant, asked for at another.
#[must_use]
pub fn a_forecast(forecast_for: Timestamp, fetched_at: Timestamp) -> EventForecast {
    let forecast = Forecast {
        forecast_for,
        temperature_c: 21.5,
        condition: WeatherCondition::Clouds,
        description: "scattered clouds".to_owned(),
        humidity_pct: 60,
        wind_mps: 3.25,
    };
    EventForecast { forecast, provider: "stub".to_owned(), fetched_at }
}
