//! Taking registrations of which to remind.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    pg::Pg,
    prelude::QueryableByName,
    sql_types::{self, BigInt, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{StoreError, registration::RegistrationId, time::Timestamp};
use uuid::Uuid;

use crate::{answer::Answered as _, columns::instant, connection::Connection};

/// Found and marked in one statement. Who registers late knows when it is, unless the event was edited
/// since: then it may have been far off. Whoever marks the same ones at the same time is waited for, and
/// keeps them. Event by event, which the limit inside makes sure of: a planner that takes the coming
/// events for the big ones would read all registrations.
const TAKE: &str = "
    INSERT INTO reminders (registration_id, starts_at, taken_at)
    SELECT attending.id, events.starts_at, $1
    FROM events CROSS JOIN LATERAL (
        SELECT registrations.id FROM registrations
        WHERE registrations.event_id = events.id
          AND registrations.status = 'confirmed' AND registrations.email IS NOT NULL
          AND registrations.created_at <= GREATEST(
              events.starts_at - $3 * interval '1 microsecond',
              events.updated_at - interval '1 microsecond')
          AND NOT EXISTS (
              SELECT FROM reminders
              WHERE reminders.registration_id = registrations.id
                AND reminders.starts_at = events.starts_at)
        LIMIT $4
    ) AS attending
    WHERE events.status = 'published' AND events.starts_at > $1 AND events.starts_at <= $2
    LIMIT $4
    ON CONFLICT DO NOTHING
    RETURNING registration_id, starts_at";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
struct Taken {
    #[diesel(sql_type = sql_types::Uuid)]
    registration_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
}

pub(super) async fn take(
    connection: &mut Connection,
    now: Timestamp,
    ahead: TimeDelta,
    most: u16,
) -> Result<Vec<(RegistrationId, Timestamp)>, StoreError> {
    let taken: Vec<Taken> = diesel::sql_query(TAKE)
        .bind::<Timestamptz, _>(now.to_utc())
        .bind::<Timestamptz, _>(now.saturating_add(ahead).to_utc())
        .bind::<BigInt, _>(ahead.num_microseconds().unwrap_or(i64::MAX))
        .bind::<BigInt, _>(i64::from(most))
        .get_results(connection)
        .answered()
        .await?;
    let one = |Taken { registration_id, starts_at }| {
        Ok((RegistrationId::new(registration_id), instant("reminders.starts_at", starts_at)?))
    };
    taken.into_iter().map(one).collect()
}
