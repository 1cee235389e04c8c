use diesel::{
    prelude::{Insertable, Queryable, Selectable},
    sqlite::Sqlite,
};
use fasttrack_domain::forecast::{EventForecast, Forecast};

use crate::{
    columns::{Corrupt, count, instant, parsed},
    schema::event_forecasts,
};

/// A forecast without its event.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = event_forecasts, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(crate) struct ForecastRow {
    provider: String,
    forecast_for: i64,
    temperature_c: f64,
    condition: String,
    description: String,
    humidity_pct: i64,
    wind_mps: f64,
    fetched_at: i64,
}

/// The forecast of the event of this number.
///
/// With `treat_none_as_default_value` diesel would write several of them one by one.
#[derive(Insertable)]
#[diesel(table_name = event_forecasts, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(super) struct OfEventRow {
    pub(super) event_key: i64,
    #[diesel(embed)]
    pub(super) forecast: ForecastRow,
}

impl From<&EventForecast> for ForecastRow {
    fn from(forecast: &EventForecast) -> Self {
        let EventForecast { forecast, provider, fetched_at } = forecast;
        let Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps } =
            forecast;
        Self {
            provider: provider.clone(),
            forecast_for: forecast_for.micros(),
            temperature_c: *temperature_c,
            condition: condition.as_str().to_owned(),
            description: description.clone(),
            humidity_pct: i64::from(*humidity_pct),
            wind_mps: *wind_mps,
            fetched_at: fetched_at.micros(),
        }
    }
}

impl TryFrom<ForecastRow> for EventForecast {
    type Error = Corrupt;

    fn try_from(row: ForecastRow) -> Result<Self, Corrupt> {
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
            forecast_for: instant("event_forecasts.forecast_for", forecast_for)?,
            temperature_c,
            condition: parsed("event_forecasts.condition", &condition)?,
            description,
            humidity_pct: count("event_forecasts.humidity_pct", humidity_pct)?,
            wind_mps,
        };
        Ok(Self { forecast, provider, fetched_at: instant("event_forecasts.fetched_at", fetched_at)? })
    }
}
