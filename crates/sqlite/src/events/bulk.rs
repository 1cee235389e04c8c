//! Many events at once: one trip to the blocking thread and a fixed number of statements a chunk.

use diesel::{
    QueryResult, RunQueryDsl as _, SqliteConnection,
    dsl::max,
    prelude::{ExpressionMethods as _, Insertable as _, QueryDsl as _},
};
use fasttrack_domain::{StoreError, event::Event};

use super::{
    row::{EventRow, NumberedEventRow},
    tags::{self, TagRow},
    write,
};
use crate::{
    connection::Connection,
    schema::{event_counters, event_search, event_tags, events},
};

/// How many events one statement adds: with ten tags each still far below the number of values
/// that SQLite takes at once (32,766).
const CHUNK: usize = 250;

/// Adds events with all that belongs to them.
pub(super) async fn add_all(connection: &mut Connection, events: &[Event]) -> Result<(), StoreError> {
    for chunk in events.chunks(CHUNK) {
        // A copy, so that folding the words keeps no async thread busy either.
        let copy = chunk.to_vec();
        if let Err(error) = connection.spawn_blocking(move |connection| insert(connection, &copy)).await {
            return Err(write::meaning(connection, error, chunk).await);
        }
    }
    Ok(())
}

fn insert(connection: &mut SqliteConnection, chunk: &[Event]) -> QueryResult<()> {
    // The unit holds the only write lock, so the numbers can be chosen here. SQLite would choose
    // the same, but would not say which row got which.
    let last: Option<i64> = events::table.select(max(events::key)).first(connection)?;
    let first = last.unwrap_or(0) + 1;
    let numbered = || (first..).zip(chunk);
    let rows: Vec<_> =
        numbered().map(|(key, event)| NumberedEventRow { key, event: EventRow::from(event) }).collect();
    diesel::insert_into(events::table).values(rows).execute(connection)?;
    events::table
        .filter(events::key.ge(first))
        .select(events::key)
        .insert_into(event_counters::table)
        .into_columns(event_counters::event_key)
        .execute(connection)?;
    let tags: Vec<TagRow> =
        numbered().flat_map(|(key, event)| tags::rows(key, &event.details.tags)).collect();
    if !tags.is_empty() {
        diesel::insert_into(event_tags::table).values(tags).execute(connection)?;
    }
    let words: Vec<_> = numbered()
        .map(|(key, event)| {
            let words = event.details.search_text().as_str().to_owned();
            (event_search::rowid.eq(key), event_search::words.eq(words))
        })
        .collect();
    diesel::insert_into(event_search::table).values(words).execute(connection)?;
    Ok(())
}
