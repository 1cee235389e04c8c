use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventCounters, EventId},
    ports::EventCounterRepository,
    time::Timestamp,
    venue::VenueId,
};

use super::filter::published;
use crate::{
    columns::UuidBlob,
    errors::store_error,
    schema::{event_counters, events},
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl EventCounterRepository for SqliteUnitOfWork {
    async fn add_views(&mut self, views: &[(EventId, u64)]) -> Result<(), StoreError> {
        for (id, more) in views {
            let event = events::table.filter(events::id.eq(UuidBlob::from(*id))).select(events::key);
            let more = i64::try_from(*more).unwrap_or(i64::MAX);
            diesel::update(event_counters::table.filter(event_counters::event_key.eq_any(event)))
                .set(event_counters::views.eq(event_counters::views + more))
                .execute(self.connection()?)
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn set_registrations(&mut self, id: EventId, counters: &EventCounters) -> Result<(), StoreError> {
        // The views are others' to add, the revision is counted here.
        let EventCounters { registered, waitlisted, last_place, views: _, revision: _ } = counters;
        let event = events::table.filter(events::id.eq(UuidBlob::from(id))).select(events::key);
        diesel::update(event_counters::table.filter(event_counters::event_key.eq_any(event)))
            .set((
                event_counters::registered.eq(i64::from(*registered)),
                event_counters::waitlisted.eq(i64::from(*waitlisted)),
                event_counters::last_place.eq(i64::try_from(*last_place).unwrap_or(i64::MAX)),
                event_counters::revision.eq(event_counters::revision + 1),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn waiting_for_venue(
        &mut self,
        venue: VenueId,
        now: Timestamp,
    ) -> Result<Vec<EventId>, StoreError> {
        let ids: Vec<UuidBlob> = events::table
            .inner_join(event_counters::table)
            .filter(events::venue_id.eq(UuidBlob::from(venue)))
            .filter(events::starts_at.gt(now.micros()))
            // One venue's events are few, the published ones are not.
            .filter(published())
            .filter(events::capacity.is_null())
            .filter(event_counters::waitlisted.gt(0))
            .order((events::starts_at.asc(), events::id.asc()))
            .select(events::id)
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(ids.into_iter().map(EventId::from).collect())
    }
}
