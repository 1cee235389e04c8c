//! Holding events: by their counters, see the crate's documentation.

use diesel::prelude::{ExpressionMethods as _, NullableExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{StoreError, event::EventId};
use uuid::Uuid;

use crate::{
    answer::Answered as _,
    connection::Connection,
    schema::{event_counters, events, venues},
};

/// Some events, by their identifiers.
pub(crate) type Chosen<'a> =
    diesel::dsl::IntoBoxed<'a, diesel::dsl::Select<events::table, events::id>, diesel::pg::Pg>;

/// Holds one event; `false` when there is none.
pub(crate) async fn counters(connection: &mut Connection, id: EventId) -> Result<bool, StoreError> {
    Ok(!all_counters(connection, vec![id.uuid()]).await?.is_empty())
}

/// Holds these events, and tells which of them there are.
pub(crate) async fn all_counters(
    connection: &mut Connection,
    ids: Vec<Uuid>,
) -> Result<Vec<Uuid>, StoreError> {
    event_counters::table
        .filter(event_counters::event_id.eq_any(ids))
        .order(event_counters::event_id)
        .for_update()
        .select(event_counters::event_id)
        .load(connection)
        .answered()
        .await
}

/// Holds the events of a query, and tells which.
pub(crate) async fn counters_of(
    connection: &mut Connection,
    chosen: Chosen<'_>,
) -> Result<Vec<Uuid>, StoreError> {
    event_counters::table
        .filter(event_counters::event_id.eq_any(chosen))
        .order(event_counters::event_id)
        .for_update()
        .select(event_counters::event_id)
        .load(connection)
        .answered()
        .await
}

/// Gives these events, which the unit holds, a new revision.
pub(crate) async fn revise(connection: &mut Connection, held: Vec<Uuid>) -> Result<(), StoreError> {
    diesel::update(event_counters::table.filter(event_counters::event_id.eq_any(held)))
        .set(event_counters::revision.eq(event_counters::revision + 1))
        .execute(connection)
        .answered()
        .await?;
    Ok(())
}

/// Shares the venue of an event, so that its seats stay as many as they are; tells which it is.
pub(super) async fn venue_of(connection: &mut Connection, id: EventId) -> Result<Option<Uuid>, StoreError> {
    let of_event = events::table.find(id.uuid()).select(events::venue_id);
    venues::table
        .filter(venues::id.nullable().eq_any(of_event))
        .for_share()
        .select(venues::id)
        .first(connection)
        .found()
        .await
}
