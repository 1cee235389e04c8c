//! The statements that write events with all that belongs to them. They take a connection, so that
//! an import can run them inside a savepoint.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, QueryableByName,
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Array, BigInt, Binary, Integer, Nullable, Text, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    event::{Event, RowFingerprint},
    version::Version,
};
use uuid::Uuid;

use super::{row::EventRow, tags};
use crate::{
    connection::Connection,
    schema::{event_counters, event_tags, events},
};

/// An event to add, and the row of a file that it comes from.
pub(super) type New<'a> = (&'a Event, Option<&'a RowFingerprint>);

/// As many rows as there are elements in each array: one statement, whatever their number.
const INSERT: &str = "INSERT INTO events
    (id, title, title_key, description, status, starts_at, ends_at, time_zone, city, city_key,
     venue_id, capacity, created_by, version, created_at, updated_at, import_fingerprint, search_text)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (import_fingerprint) DO NOTHING RETURNING id";

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = sql_types::Uuid)]
    id: Uuid,
}

/// Adds events, and tells which: those of a fingerprint that is there already are left out.
pub(super) async fn insert(connection: &mut Connection, new: &[New<'_>]) -> QueryResult<HashSet<Uuid>> {
    let added: Vec<Added> = rows(new).get_results(connection).await?;
    let added: HashSet<Uuid> = added.into_iter().map(|Added { id }| id).collect();
    let ids: Vec<Uuid> = added.iter().copied().collect();
    diesel::sql_query("INSERT INTO event_counters (event_id) SELECT unnest($1)")
        .bind::<Array<sql_types::Uuid>, _>(ids)
        .execute(connection)
        .await?;
    let events: Vec<&Event> =
        new.iter().map(|(event, _)| *event).filter(|event| added.contains(&event.id.uuid())).collect();
    tags::add(connection, &events).await?;
    Ok(added)
}

/// [`INSERT`] with the columns of these events.
fn rows(
    new: &[New<'_>],
) -> impl for<'q> diesel_async::methods::LoadQuery<'q, Connection, Added> + Send + use<> {
    let rows: Vec<EventRow> = new.iter().map(|(event, _)| EventRow::from(*event)).collect();
    let words: Vec<String> =
        new.iter().map(|(event, _)| event.details.search_text().as_str().to_owned()).collect();
    let fingerprints: Vec<Option<Vec<u8>>> =
        new.iter().map(|(_, hash)| hash.map(|RowFingerprint(hash)| hash.to_vec())).collect();
    let mut columns = Columns::default();
    rows.into_iter().for_each(|row| columns.push(row));
    diesel::sql_query(INSERT)
        .bind::<Array<sql_types::Uuid>, _>(columns.id)
        .bind::<Array<Text>, _>(columns.title)
        .bind::<Array<Text>, _>(columns.title_key)
        .bind::<Array<Text>, _>(columns.description)
        .bind::<Array<Text>, _>(columns.status)
        .bind::<Array<Timestamptz>, _>(columns.starts_at)
        .bind::<Array<Nullable<Timestamptz>>, _>(columns.ends_at)
        .bind::<Array<Text>, _>(columns.time_zone)
        .bind::<Array<Text>, _>(columns.city)
        .bind::<Array<Text>, _>(columns.city_key)
        .bind::<Array<Nullable<sql_types::Uuid>>, _>(columns.venue_id)
        .bind::<Array<Nullable<Integer>>, _>(columns.capacity)
        .bind::<Array<sql_types::Uuid>, _>(columns.created_by)
        .bind::<Array<BigInt>, _>(columns.version)
        .bind::<Array<Timestamptz>, _>(columns.created_at)
        .bind::<Array<Timestamptz>, _>(columns.updated_at)
        .bind::<Array<Nullable<Binary>>, _>(fingerprints)
        .bind::<Array<Text>, _>(words)
}

/// Rows, turned on their side.
macro_rules! columns {
    ($($name:ident: $type:ty),+ $(,)?) => {
        #[derive(Default)]
        struct Columns {
            $($name: Vec<$type>,)+
        }

        impl Columns {
            fn push(&mut self, row: EventRow) {
                let EventRow { $($name),+ } = row;
                $(self.$name.push($name);)+
            }
        }
    };
}

columns! {
    id: Uuid,
    title: String,
    title_key: String,
    description: String,
    status: String,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    time_zone: String,
    city: String,
    city_key: String,
    venue_id: Option<Uuid>,
    capacity: Option<i32>,
    created_by: Uuid,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// Writes an event, which the unit holds, over the one of this version, with a new revision; `false`
/// when there is none.
pub(super) async fn update(
    connection: &mut Connection,
    event: &Event,
    expected: Version,
) -> QueryResult<bool> {
    let id = event.id.uuid();
    let current = events::table.find(id).filter(events::version.eq(expected.0));
    let written = diesel::update(current)
        .set((EventRow::from(event), events::search_text.eq(event.details.search_text().as_str())))
        .execute(connection)
        .await?;
    if written == 0 {
        return Ok(false);
    }
    diesel::update(event_counters::table.find(id))
        .set(event_counters::revision.eq(event_counters::revision + 1))
        .execute(connection)
        .await?;
    diesel::delete(event_tags::table.filter(event_tags::event_id.eq(id))).execute(connection).await?;
    tags::add(connection, &[event]).await?;
    Ok(true)
}
