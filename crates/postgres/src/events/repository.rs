use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{Event, EventId, EventView, ImportOutcome, ImportedEvent},
    id::Id,
    ports::EventRepository,
    user::UserId,
    version::Version,
};

use super::{
    import::import,
    lock,
    parts::parts,
    view,
    write::{self, New},
};
use crate::{answer::Answered as _, schema::events, unit::PostgresUnitOfWork};

/// How many events one statement adds at the most: longer arrays bring nothing more.
const ROWS: usize = 500;

#[async_trait]
impl EventRepository for PostgresUnitOfWork {
    async fn add(&mut self, event: &Event) -> Result<(), StoreError> {
        write::insert(self.connection()?, &[(event, None)]).answered().await?;
        Ok(())
    }

    async fn add_all(&mut self, events: &[Event]) -> Result<(), StoreError> {
        for part in parts(events, ROWS, |event| event) {
            let new: Vec<New<'_>> = part.iter().map(|event| (event, None)).collect();
            write::insert(self.connection()?, &new).answered().await?;
        }
        Ok(())
    }

    async fn find(&mut self, id: EventId) -> Result<Option<EventView>, StoreError> {
        let connection = self.connection()?;
        let shared = lock::venue_of(connection, id).await?;
        if !lock::counters(connection, id).await? {
            return Ok(None);
        }
        let found = view::views(view::row(connection, id).answered().await?)?.pop();
        let venue = found.as_ref().and_then(|view| view.event.details.venue_id).map(Id::uuid);
        if venue == shared {
            return Ok(found);
        }
        // To share the other venue now would be to take the locks in the wrong order.
        Err(StoreError::Contention("the event moved to another venue meanwhile".into()))
    }

    async fn update(&mut self, event: &Event, expected: Version) -> Result<bool, StoreError> {
        let connection = self.connection()?;
        Ok(lock::counters(connection, event.id).await?
            && write::update(connection, event, expected).answered().await?)
    }

    async fn delete(&mut self, id: EventId) -> Result<bool, StoreError> {
        let connection = self.connection()?;
        lock::counters(connection, id).await?;
        let deleted = diesel::delete(events::table.find(id.uuid())).execute(connection).answered().await?;
        Ok(deleted == 1)
    }

    async fn import(&mut self, rows: &[ImportedEvent]) -> Result<Vec<ImportOutcome>, StoreError> {
        import(self.connection()?, rows).await
    }

    async fn reassign(&mut self, from: UserId, to: UserId) -> Result<u64, StoreError> {
        let connection = self.connection()?;
        let theirs = events::table.filter(events::created_by.eq(from.uuid()));
        let held = lock::counters_of(connection, theirs.select(events::id).into_boxed()).await?;
        let moved = diesel::update(events::table.filter(events::id.eq_any(held.clone())))
            .filter(events::created_by.eq(from.uuid()))
            .set(events::created_by.eq(to.uuid()))
            .execute(connection)
            .answered()
            .await?;
        lock::revise(connection, held).await?;
        Ok(moved as u64)
    }
}
