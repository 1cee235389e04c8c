use fasttrack_domain::{
    Invalid,
    forecast::{EventForecast, Forecast},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::Stored;

#[derive(Serialize, Deserialize)]
pub(crate) struct ForecastRow {
    provider: String,
    forecast_for: i64,
    temperature_c: f64,
    condition: String,
    description: String,
    humidity_pct: u8,
    wind_mps: f64,
    fetched_at: i64,
}

impl Stored for EventForecast {
    type Row = ForecastRow;

    fn to_row(&self) -> ForecastRow {
        let Self { forecast, provider, fetched_at } = self;
        let Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps } =
            forecast;
        ForecastRow {
            provider: provider.clone(),
            forecast_for: forecast_for.micros(),
            temperature_c: *temperature_c,
            condition: condition.as_str().to_owned(),
            description: description.clone(),
            humidity_pct: *humidity_pct,
            wind_mps: *wind_mps,
            fetched_at: fetched_at.micros(),
        }
    }

    fn of_row(row: ForecastRow) -> Result<Self, Invalid> {
        let ForecastRow {
            provider,
            forecast_for,
            temperature_c,
            condition,
            description,
            humidity_pct,
            wind_mps,
            fetched_at,
        } = row;
        let forecast = Forecast {
            forecast_for: Timestamp::from_micros(forecast_for)?,
            temperature_c,
            condition: condition.parse()?,
            description,
            humidity_pct,
            wind_mps,
        };
        Ok(Self { forecast, provider, fetched_at: Timestamp::from_micros(fetched_at)? })
    }
}
