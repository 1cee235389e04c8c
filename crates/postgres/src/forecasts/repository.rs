use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::{ExpressionMethods as _, NullableExpressionMethods as _, QueryDsl as _},
    sql_types::{Array, Double, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventId,
    forecast::{EventForecast, Forecast, SubjectVersion},
    ports::ForecastRepository,
    venue::VenueId,
    version::Version,
};
use uuid::Uuid;

use super::queries::joined;
use crate::{
    answer::Answered as _,
    connection::Connection,
    events::lock,
    schema::{event_forecasts, events, venues},
    unit::PostgresUnitOfWork,
};

/// As many rows as there are elements in each array: one statement, whatever their number.
const UPSERT: &str = "INSERT INTO event_forecasts
    (event_id, provider, forecast_for, temperature_c, condition, description, humidity_pct, wind_mps,
     fetched_at)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (event_id) DO UPDATE SET
        provider = excluded.provider, forecast_for = excluded.forecast_for,
        temperature_c = excluded.temperature_c, condition = excluded.condition,
        description = excluded.description, humidity_pct = excluded.humidity_pct,
        wind_mps = excluded.wind_mps, fetched_at = excluded.fetched_at";

#[async_trait]
impl ForecastRepository for PostgresUnitOfWork {
    async fn put_all(
        &mut self,
        forecasts: &[(EventId, SubjectVersion, EventForecast)],
    ) -> Result<Vec<EventId>, StoreError> {
        let connection = self.connection()?;
        let held =
            lock::all_counters(connection, forecasts.iter().map(|(id, ..)| id.uuid()).collect()).await?;
        let standing = standing(connection, held).await?;
        let current: Vec<_> = forecasts
            .iter()
            .filter(|(id, version, forecast)| {
                standing.get(id).is_some_and(|event| event.takes(*version, forecast))
            })
            .collect();
        if current.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<EventId> = current.iter().map(|(id, ..)| *id).collect();
        upsert(connection, current.into_iter().map(|(id, _, forecast)| (id.uuid(), forecast))).await?;
        lock::revise(connection, ids.iter().map(|id| id.uuid()).collect()).await?;
        Ok(ids)
    }

    async fn remove(&mut self, event: EventId) -> Result<(), StoreError> {
        diesel::delete(event_forecasts::table.find(event.uuid()))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn remove_at(&mut self, venue: VenueId) -> Result<(), StoreError> {
        let there = events::table.filter(events::venue_id.eq(venue.uuid())).select(events::id);
        diesel::delete(event_forecasts::table.filter(event_forecasts::event_id.eq_any(there)))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }
}

/// What an event is like that a forecast is for.
struct Standing {
    version: SubjectVersion,
    fetched_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// Unless it was asked for another version, or somebody asked later and was answered sooner.
    fn takes(&self, version: SubjectVersion, forecast: &EventForecast) -> bool {
        self.version == version && self.fetched_at.is_none_or(|at| at <= forecast.fetched_at.to_utc())
    }
}

/// An event, the versions of it and of its venue, and when its forecast was fetched.
type StandingRow = (Uuid, (i64, Option<i64>), Option<DateTime<Utc>>);

/// What these events are like, which the unit holds. Nobody edits what is held; whoever edits a venue
/// holds its events before that is committed, and then takes away what was put until then.
async fn standing(
    connection: &mut Connection,
    held: Vec<Uuid>,
) -> Result<HashMap<EventId, Standing>, StoreError> {
    let versions = (events::version, venues::version.nullable());
    let rows: Vec<StandingRow> = joined()
        .filter(events::id.eq_any(held))
        .select((events::id, versions, event_forecasts::fetched_at.nullable()))
        .load(connection)
        .answered()
        .await?;
    let one = |(id, (event, venue), fetched_at): StandingRow| {
        let version = SubjectVersion { event: Version(event), venue: venue.map(Version) };
        (EventId::new(id), Standing { version, fetched_at })
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Rows, turned on their side.
#[derive(Default)]
struct Columns {
    event_id: Vec<Uuid>,
    provider: Vec<String>,
    forecast_for: Vec<DateTime<Utc>>,
    temperature_c: Vec<f64>,
    condition: Vec<&'static str>,
    description: Vec<String>,
    humidity_pct: Vec<i16>,
    wind_mps: Vec<f64>,
    fetched_at: Vec<DateTime<Utc>>,
}

impl Columns {
    fn push(&mut self, event: Uuid, forecast: &EventForecast) {
        let EventForecast { forecast, provider, fetched_at } = forecast;
        let Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps } =
            forecast;
        self.event_id.push(event);
        self.provider.push(provider.clone());
        self.forecast_for.push(forecast_for.to_utc());
        self.temperature_c.push(*temperature_c);
        self.condition.push(condition.as_str());
        self.description.push(description.clone());
        self.humidity_pct.push(i16::from(*humidity_pct));
        self.wind_mps.push(*wind_mps);
        self.fetched_at.push(fetched_at.to_utc());
    }
}

async fn upsert(
    connection: &mut Connection,
    forecasts: impl Iterator<Item = (Uuid, &EventForecast)> + Send,
) -> Result<(), StoreError> {
    let mut columns = Columns::default();
    forecasts.for_each(|(event, forecast)| columns.push(event, forecast));
    diesel::sql_query(UPSERT)
        .bind::<Array<SqlUuid>, _>(columns.event_id)
        .bind::<Array<Text>, _>(columns.provider)
        .bind::<Array<Timestamptz>, _>(columns.forecast_for)
        .bind::<Array<Double>, _>(columns.temperature_c)
        .bind::<Array<Text>, _>(columns.condition)
        .bind::<Array<Text>, _>(columns.description)
        .bind::<Array<SmallInt>, _>(columns.humidity_pct)
        .bind::<Array<Double>, _>(columns.wind_mps)
        .bind::<Array<Timestamptz>, _>(columns.fetched_at)
        .execute(connection)
        .answered()
        .await?;
    Ok(())
}
