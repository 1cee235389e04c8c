use std::slice;

use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    event::{Event, EventId, EventView, ImportOutcome, ImportedEvent},
    ports::EventRepository,
    user::UserId,
    version::Version,
};

use super::{bulk, import::import, view, write};
use crate::{
    columns::UuidBlob,
    errors::{foreign_key, store_error},
    schema::{event_counters, events},
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl EventRepository for SqliteUnitOfWork {
    async fn add(&mut self, event: &Event) -> Result<(), StoreError> {
        let connection = self.connection()?;
        match write::insert(connection, event, None).await {
            Ok(_) => Ok(()),
            Err(error) => Err(write::meaning(connection, error, slice::from_ref(event)).await),
        }
    }

    async fn add_all(&mut self, events: &[Event]) -> Result<(), StoreError> {
        bulk::add_all(self.connection()?, events).await
    }

    async fn find(&mut self, id: EventId) -> Result<Option<EventView>, StoreError> {
        view::find(self.connection()?, id).await
    }

    async fn update(&mut self, event: &Event, expected: Version) -> Result<bool, StoreError> {
        let connection = self.connection()?;
        match write::update(connection, event, expected).await {
            Ok(written) => Ok(written),
            Err(error) => Err(write::meaning(connection, error, slice::from_ref(event)).await),
        }
    }

    async fn delete(&mut self, id: EventId) -> Result<bool, StoreError> {
        let deleted = diesel::delete(events::table.filter(events::id.eq(UuidBlob::from(id))))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(deleted == 1)
    }

    async fn import(&mut self, rows: &[ImportedEvent]) -> Result<Vec<ImportOutcome>, StoreError> {
        let connection = self.connection()?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for row in rows {
            outcomes.push(import(connection, row).await?);
        }
        Ok(outcomes)
    }

    async fn reassign(&mut self, from: UserId, to: UserId) -> Result<u64, StoreError> {
        let theirs = events::table.filter(events::created_by.eq(UuidBlob::from(from)));
        // The counters first: afterwards nobody knows any more which events were meant.
        let counters =
            event_counters::table.filter(event_counters::event_key.eq_any(theirs.select(events::key)));
        diesel::update(counters)
            .set(event_counters::revision.eq(event_counters::revision + 1))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        let moved = diesel::update(theirs)
            .set(events::created_by.eq(UuidBlob::from(to)))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        Ok(moved as u64)
    }
}
