use std::collections::HashMap;

use async_trait::async_trait;
use diesel::{
    QueryResult, SqliteConnection,
    prelude::{ExpressionMethods as _, NullableExpressionMethods as _, QueryDsl as _},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventId,
    forecast::{EventForecast, SubjectVersion},
    ports::ForecastRepository,
    venue::VenueId,
    version::Version,
};

use super::{
    queries::joined,
    row::{ForecastRow, OfEventRow},
};
use crate::{
    columns::UuidBlob,
    connection::Connection,
    errors::store_error,
    schema::{event_counters, event_forecasts, events, venues},
    unit::SqliteUnitOfWork,
};

/// How many forecasts one statement writes: far below the number of values that SQLite takes at
/// once (32,766).
const CHUNK: usize = 500;

#[async_trait]
impl ForecastRepository for SqliteUnitOfWork {
    async fn put_all(
        &mut self,
        forecasts: &[(EventId, SubjectVersion, EventForecast)],
    ) -> Result<Vec<EventId>, StoreError> {
        let mut put = Vec::with_capacity(forecasts.len());
        for chunk in forecasts.chunks(CHUNK) {
            put.extend(put_chunk(self.connection()?, chunk).await?);
        }
        Ok(put)
    }

    async fn remove(&mut self, event: EventId) -> Result<(), StoreError> {
        let key = events::table.filter(events::id.eq(UuidBlob::from(event))).select(events::key);
        diesel::delete(event_forecasts::table.filter(event_forecasts::event_key.eq_any(key)))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn remove_at(&mut self, venue: VenueId) -> Result<(), StoreError> {
        let there = events::table.filter(events::venue_id.eq(UuidBlob::from(venue))).select(events::key);
        diesel::delete(event_forecasts::table.filter(event_forecasts::event_key.eq_any(there)))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

/// What an event is like that a forecast is for.
struct Standing {
    key: i64,
    version: SubjectVersion,
    fetched_at: Option<i64>,
}

impl Standing {
    /// Unless it was asked for another version, or somebody asked later and was answered sooner.
    fn takes(&self, version: SubjectVersion, forecast: &EventForecast) -> bool {
        self.version == version && self.fetched_at.is_none_or(|at| at <= forecast.fetched_at.micros())
    }
}

/// An event, its key, the versions of it and of its venue, and when its forecast was fetched.
type StandingRow = (UuidBlob, i64, (i64, Option<i64>), Option<i64>);

/// What these events are like. Nobody else writes until the unit ends.
async fn standing(
    connection: &mut Connection,
    ids: impl Iterator<Item = EventId> + Send,
) -> Result<HashMap<EventId, Standing>, StoreError> {
    let versions = (events::version, venues::version.nullable());
    let rows: Vec<StandingRow> = joined()
        .filter(events::id.eq_any(ids.map(UuidBlob::from)))
        .select((events::id, events::key, versions, event_forecasts::fetched_at.nullable()))
        .load(connection)
        .await
        .map_err(store_error)?;
    let one = |(id, key, (event, venue), fetched_at): StandingRow| {
        let version = SubjectVersion { event: Version(event), venue: venue.map(Version) };
        (EventId::from(id), Standing { key, version, fetched_at })
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn put_chunk(
    connection: &mut Connection,
    chunk: &[(EventId, SubjectVersion, EventForecast)],
) -> Result<Vec<EventId>, StoreError> {
    let standing = standing(connection, chunk.iter().map(|(id, ..)| *id)).await?;
    let (mut put, mut keys, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (id, version, forecast) in chunk {
        if let Some(event) = standing.get(id).filter(|event| event.takes(*version, forecast)) {
            put.push(*id);
            keys.push(event.key);
            rows.push(OfEventRow { event_key: event.key, forecast: ForecastRow::from(forecast) });
        }
    }
    if put.is_empty() {
        return Ok(put);
    }
    connection.spawn_blocking(move |connection| replace(connection, rows)).await.map_err(store_error)?;
    diesel::update(event_counters::table.filter(event_counters::event_key.eq_any(keys)))
        .set(event_counters::revision.eq(event_counters::revision + 1))
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(put)
}

/// In one statement, which diesel writes on the blocking thread only.
fn replace(connection: &mut SqliteConnection, rows: Vec<OfEventRow>) -> QueryResult<()> {
    let replacing = diesel::replace_into(event_forecasts::table).values(rows);
    diesel::RunQueryDsl::execute(replacing, connection)?;
    Ok(())
}
