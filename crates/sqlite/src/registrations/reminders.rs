//! Taking registrations of which to remind.

use chrono::TimeDelta;
use diesel::{
    prelude::QueryableByName,
    sql_types::{BigInt, Binary},
    sqlite::Sqlite,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{StoreError, registration::RegistrationId, time::Timestamp};

use crate::{
    columns::{UuidBlob, instant},
    connection::Connection,
    errors::store_error,
};

/// Found and marked in one statement. Who registers late knows when it is, unless the event was edited
/// since: then it may have been far off. By its own index, which SQLite would not take by itself: no other
/// one leaves out those without an address.
const TAKE: &str = "
    INSERT INTO reminders (registration_id, starts_at, taken_at)
    SELECT registrations.id, events.starts_at, ?1
    FROM events
    INNER JOIN registrations INDEXED BY registrations_to_remind ON registrations.event_key = events.key
    WHERE events.status = 'published' AND events.starts_at > ?1 AND events.starts_at <= ?2
      AND registrations.status = 'confirmed' AND registrations.email IS NOT NULL
      AND registrations.created_at <= max(events.starts_at - ?3, events.updated_at - 1)
      AND NOT EXISTS (
          SELECT 1 FROM reminders
          WHERE reminders.registration_id = registrations.id AND reminders.starts_at = events.starts_at)
    LIMIT ?4
    RETURNING registration_id, starts_at";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Sqlite))]
struct Taken {
    #[diesel(sql_type = Binary)]
    registration_id: UuidBlob,
    #[diesel(sql_type = BigInt)]
    starts_at: i64,
}

pub(super) async fn take(
    connection: &mut Connection,
    now: Timestamp,
    ahead: TimeDelta,
    most: u16,
) -> Result<Vec<(RegistrationId, Timestamp)>, StoreError> {
    let taken: Vec<Taken> = diesel::sql_query(TAKE)
        .bind::<BigInt, _>(now.micros())
        .bind::<BigInt, _>(now.saturating_add(ahead).micros())
        .bind::<BigInt, _>(ahead.num_microseconds().unwrap_or(i64::MAX))
        .bind::<BigInt, _>(i64::from(most))
        .get_results(connection)
        .await
        .map_err(store_error)?;
    let one = |Taken { registration_id, starts_at }| {
        Ok((registration_id.into(), instant("reminders.starts_at", starts_at)?))
    };
    taken.into_iter().map(one).collect()
}
