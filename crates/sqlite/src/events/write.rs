//! The statements that write one event with all that belongs to it. They take a connection, so
//! that an import can run them inside a savepoint.

use std::collections::HashSet;

use diesel::{
    QueryResult,
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    event::{Event, RowFingerprint},
    version::Version,
};

use super::{row::EventRow, tags};
use crate::{
    columns::UuidBlob,
    connection::Connection,
    errors::{is_foreign_key, store_error},
    schema::{event_counters, event_search, event_tags, events, venues},
};

/// Adds an event; `false` when one of this fingerprint is there already.
pub(super) async fn insert(
    connection: &mut Connection,
    event: &Event,
    fingerprint: Option<&RowFingerprint>,
) -> QueryResult<bool> {
    let fingerprint = fingerprint.map(|RowFingerprint(hash)| hash.to_vec());
    let added: Option<i64> = diesel::insert_into(events::table)
        .values((EventRow::from(event), events::import_fingerprint.eq(fingerprint)))
        .on_conflict(events::import_fingerprint)
        .do_nothing()
        .returning(events::key)
        .get_result(connection)
        .await
        .optional()?;
    let Some(key) = added else { return Ok(false) };
    diesel::insert_into(event_counters::table)
        .values(event_counters::event_key.eq(key))
        .execute(connection)
        .await?;
    describe(connection, key, event).await?;
    Ok(true)
}

/// Writes an event over the one of this version, with a new revision; `false` when there is none.
pub(super) async fn update(
    connection: &mut Connection,
    event: &Event,
    expected: Version,
) -> QueryResult<bool> {
    let current =
        events::table.filter(events::id.eq(UuidBlob::from(event.id))).filter(events::version.eq(expected.0));
    let written: Option<i64> = diesel::update(current)
        .set(EventRow::from(event))
        .returning(events::key)
        .get_result(connection)
        .await
        .optional()?;
    let Some(key) = written else { return Ok(false) };
    diesel::update(event_counters::table.find(key))
        .set(event_counters::revision.eq(event_counters::revision + 1))
        .execute(connection)
        .await?;
    diesel::delete(event_tags::table.filter(event_tags::event_key.eq(key))).execute(connection).await?;
    describe(connection, key, event).await?;
    Ok(true)
}

/// Writes what an event is found by.
async fn describe(connection: &mut Connection, key: i64, event: &Event) -> QueryResult<()> {
    tags::add(connection, key, &event.details.tags).await?;
    let words = event.details.search_text().as_str().to_owned();
    diesel::replace_into(event_search::table)
        .values((event_search::rowid.eq(key), event_search::words.eq(words)))
        .execute(connection)
        .await?;
    Ok(())
}

/// What an error of writing these events means. SQLite does not say which foreign key failed;
/// nobody else can write while this unit is open, so looking now is as good.
pub(super) async fn meaning(
    connection: &mut Connection,
    error: diesel::result::Error,
    events: &[Event],
) -> StoreError {
    if !is_foreign_key(&error) {
        return store_error(error);
    }
    match a_venue_is_missing(connection, events).await {
        Ok(true) => StoreError::Conflict(Constraint::VenueUnknown),
        Ok(false) => StoreError::Conflict(Constraint::UserUnknown),
        Err(error) => store_error(error),
    }
}

async fn a_venue_is_missing(connection: &mut Connection, events: &[Event]) -> QueryResult<bool> {
    let named: HashSet<UuidBlob> =
        events.iter().filter_map(|event| event.details.venue_id).map(UuidBlob::from).collect();
    let number = named.len();
    let known: i64 = venues::table.filter(venues::id.eq_any(named)).count().get_result(connection).await?;
    Ok(usize::try_from(known) != Ok(number))
}
