use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Array, BigInt},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventCounters, EventId, EventStatus},
    ports::EventCounterRepository,
    time::Timestamp,
    venue::VenueId,
};
use uuid::Uuid;

use super::lock;
use crate::{
    answer::Answered as _,
    schema::{event_counters, events},
    unit::PostgresUnitOfWork,
};

#[async_trait]
impl EventCounterRepository for PostgresUnitOfWork {
    async fn add_views(&mut self, views: &[(EventId, u64)]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = views.iter().map(|(id, _)| id.uuid()).collect();
        let more: Vec<i64> = views.iter().map(|(_, more)| i64::try_from(*more).unwrap_or(i64::MAX)).collect();
        let connection = self.connection()?;
        // In one order: every process counts the views of the same events.
        lock::all_counters(connection, ids.clone()).await?;
        diesel::sql_query(
            "UPDATE event_counters SET views = views + looks.more
             FROM (SELECT id, sum(more)::bigint AS more FROM unnest($1, $2) AS each (id, more) GROUP BY id) AS looks
             WHERE event_id = looks.id",
        )
        .bind::<Array<sql_types::Uuid>, _>(ids)
        .bind::<Array<BigInt>, _>(more)
        .execute(connection)
        .answered()
        .await?;
        Ok(())
    }

    async fn set_registrations(&mut self, id: EventId, counters: &EventCounters) -> Result<(), StoreError> {
        // The views are others' to add, the revision is counted here.
        let EventCounters { registered, waitlisted, last_place, views: _, revision: _ } = counters;
        diesel::update(event_counters::table.find(id.uuid()))
            .set((
                event_counters::registered.eq(i64::from(*registered)),
                event_counters::waitlisted.eq(i64::from(*waitlisted)),
                event_counters::last_place.eq(i64::try_from(*last_place).unwrap_or(i64::MAX)),
                event_counters::revision.eq(event_counters::revision + 1),
            ))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn waiting_for_venue(
        &mut self,
        venue: VenueId,
        now: Timestamp,
    ) -> Result<Vec<EventId>, StoreError> {
        let ids: Vec<Uuid> = events::table
            .inner_join(event_counters::table)
            .filter(events::venue_id.eq(venue.uuid()))
            .filter(events::starts_at.gt(now.to_utc()))
            .filter(events::status.eq(EventStatus::Published.as_str()))
            .filter(events::capacity.is_null())
            .filter(event_counters::waitlisted.gt(0))
            .order((events::starts_at.asc(), events::id.asc()))
            .select(events::id)
            .load(self.connection()?)
            .answered()
            .await?;
        Ok(ids.into_iter().map(EventId::new).collect())
    }
}
