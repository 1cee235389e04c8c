use std::ops::RangeInclusive;

use fasttrack_domain::{
    forecast::{Forecast, WeatherCondition},
    time::Timestamp,
};

use crate::http::Failure;

/// Colder and hotter than any place was ever measured, in degrees Celsius.
const TEMPERATURES: RangeInclusive<f64> = -100.0..=70.0;
const HUMIDITIES: RangeInclusive<f64> = 0.0..=100.0;
/// More than any wind that was ever measured, in metres a second.
const WINDS: RangeInclusive<f64> = 0.0..=150.0;

/// The figures of a forecast, as a provider says them.
pub(crate) struct Figures {
    /// In seconds since 1970.
    pub(crate) time: i64,
    pub(crate) temperature_c: f64,
    pub(crate) humidity_pct: f64,
    pub(crate) wind_mps: f64,
}

impl Figures {
    /// The forecast, if there can be such weather. A provider that says something else means
    /// something else, and then nothing of its answer is what it looks like.
    pub(crate) fn forecast(
        self,
        condition: WeatherCondition,
        description: String,
    ) -> Result<Forecast, Failure> {
        let Self { time, temperature_c, humidity_pct, wind_mps } = self;
        let forecast_for = time.checked_mul(1_000_000).and_then(|micros| Timestamp::from_micros(micros).ok());
        let forecast_for = forecast_for.ok_or(Failure::Nonsense("a time out of range"))?;
        if !TEMPERATURES.contains(&temperature_c) {
            return Err(Failure::Nonsense("a temperature out of range"));
        }
        if !HUMIDITIES.contains(&humidity_pct) {
            return Err(Failure::Nonsense("a humidity out of range"));
        }
        if !WINDS.contains(&wind_mps) {
            return Err(Failure::Nonsense("a wind out of range"));
        }
        // Within 0 to 100, as just seen.
        let humidity_pct = humidity_pct.round() as u8;
        Ok(Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps })
    }
}

/// Brings a series in order, whatever order it was told in.
pub(crate) fn in_order(mut series: Vec<Forecast>) -> Vec<Forecast> {
    series.sort_by_key(|forecast| forecast.forecast_for);
    series
}
