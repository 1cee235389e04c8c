use chrono::{DateTime, Utc};
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    pg::{Pg, PgValue},
    sql_types::{Double, Record, SmallInt, Text, Timestamptz},
};
use fasttrack_domain::forecast::{EventForecast, Forecast};

use crate::columns::{Corrupt, count, instant, parsed};

/// The columns of a [`ForecastRow`], as one value.
pub(super) type Columns = Record<(Text, Timestamptz, Double, Text, Text, SmallInt, Double, Timestamptz)>;

/// A forecast without its event.
#[derive(Debug, FromSqlRow)]
pub(crate) struct ForecastRow {
    provider: String,
    forecast_for: DateTime<Utc>,
    temperature_c: f64,
    condition: String,
    description: String,
    humidity_pct: i16,
    wind_mps: f64,
    fetched_at: DateTime<Utc>,
}

impl FromSql<Columns, Pg> for ForecastRow {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let (
            provider,
            forecast_for,
            temperature_c,
            condition,
            description,
            humidity_pct,
            wind_mps,
            fetched_at,
        ) = FromSql::<Columns, Pg>::from_sql(value)?;
        Ok(Self {
            provider,
            forecast_for,
            temperature_c,
            condition,
            description,
            humidity_pct,
            wind_mps,
            fetched_at,
        })
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
            humidity_pct: count("event_forecasts.humidity_pct", humidity_pct.into())?,
            wind_mps,
        };
        Ok(Self { forecast, provider, fetched_at: instant("event_forecasts.fetched_at", fetched_at)? })
    }
}
