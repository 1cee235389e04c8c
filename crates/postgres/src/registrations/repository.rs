use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    QueryResult,
    dsl::sql,
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Array, BigInt, Bool, Nullable, Text, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventId,
    id::Id,
    ports::RegistrationRepository,
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
    time::Timestamp,
};
use uuid::Uuid;

use super::{reminders, row::RegistrationRow, select};
use crate::{
    answer::Answered as _, columns::count, connection::Connection, schema::registrations,
    unit::PostgresUnitOfWork,
};

/// How many registrations one statement adds; see `events::repository`.
const CHUNK: usize = 500;

/// As many rows as there are elements in each array.
const INSERT: &str = "INSERT INTO registrations
    (id, event_id, user_id, name, email, status, place, checked_in_at, created_at)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)";

async fn insert(connection: &mut Connection, chunk: &[Registration]) -> QueryResult<usize> {
    fn column<T>(chunk: &[Registration], of: impl Fn(&Registration) -> T) -> Vec<T> {
        chunk.iter().map(of).collect()
    }
    let places: Vec<Option<i64>> =
        column(chunk, |one| one.place.map(|place| i64::try_from(place).unwrap_or(i64::MAX)));
    let check_ins: Vec<Option<DateTime<Utc>>> = column(chunk, |one| one.checked_in_at.map(Timestamp::to_utc));
    diesel::sql_query(INSERT)
        .bind::<Array<sql_types::Uuid>, _>(column(chunk, |one| one.id.uuid()))
        .bind::<Array<sql_types::Uuid>, _>(column(chunk, |one| one.event_id.uuid()))
        .bind::<Array<Nullable<sql_types::Uuid>>, _>(column(chunk, |one| one.user_id.map(Id::uuid)))
        .bind::<Array<Text>, _>(column(chunk, |one| one.name.as_str().to_owned()))
        .bind::<Array<Nullable<Text>>, _>(column(chunk, |one| {
            one.email.as_ref().map(|email| email.as_str().to_owned())
        }))
        .bind::<Array<Text>, _>(column(chunk, |one| one.status.as_str()))
        .bind::<Array<Nullable<BigInt>>, _>(places)
        .bind::<Array<Nullable<Timestamptz>>, _>(check_ins)
        .bind::<Array<Timestamptz>, _>(column(chunk, |one| one.created_at.to_utc()))
        .execute(connection)
        .await
}

#[async_trait]
impl RegistrationRepository for PostgresUnitOfWork {
    async fn add_all(&mut self, registrations: &[Registration]) -> Result<(), StoreError> {
        for chunk in registrations.chunks(CHUNK) {
            insert(self.connection()?, chunk).answered().await?;
        }
        Ok(())
    }

    async fn find(&mut self, event: EventId, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        let row: Option<RegistrationRow> =
            select::one(event, id).get_result(self.connection()?).found().await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(RegistrationView::try_from(row)?.registration))
    }

    async fn update(&mut self, registration: &Registration) -> Result<bool, StoreError> {
        let Registration { id, event_id, status, checked_in_at, .. } = registration;
        let row = registrations::table.find(id.uuid()).filter(registrations::event_id.eq(event_id.uuid()));
        let written = diesel::update(row)
            .set((
                registrations::status.eq(status.as_str()),
                registrations::checked_in_at.eq(checked_in_at.map(Timestamp::to_utc)),
            ))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(written == 1)
    }

    async fn confirm_first(
        &mut self,
        event: EventId,
        number: u32,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        // In SQL: diesel lets no update look into its own table.
        let first = sql::<Bool>(
            "id IN (SELECT waiting.id FROM registrations AS waiting
                    WHERE waiting.status = 'waitlisted' AND waiting.event_id = ",
        )
        .bind::<sql_types::Uuid, _>(event.uuid())
        .sql(" ORDER BY waiting.place LIMIT ")
        .bind::<BigInt, _>(i64::from(number))
        .sql(")");
        let mut confirmed: Vec<(Option<i64>, Uuid)> = diesel::update(registrations::table.filter(first))
            .set(registrations::status.eq(RegistrationStatus::Confirmed.as_str()))
            .returning((registrations::place, registrations::id))
            .get_results(self.connection()?)
            .answered()
            .await?;
        // They come back in any order.
        confirmed.sort_by_key(|(place, _)| *place);
        Ok(confirmed.into_iter().map(|(_, id)| RegistrationId::new(id)).collect())
    }

    async fn position(&mut self, event: EventId, place: u64) -> Result<u32, StoreError> {
        let found: i64 = registrations::table
            .filter(registrations::event_id.eq(event.uuid()))
            // As the index of the waitlist says it, which a bound value would not match.
            .filter(sql::<Bool>("status = 'waitlisted'"))
            .filter(registrations::place.le(i64::try_from(place).unwrap_or(i64::MAX)))
            .count()
            .get_result(self.connection()?)
            .answered()
            .await?;
        Ok(count("position", found)?)
    }

    async fn take_reminders(
        &mut self,
        now: Timestamp,
        ahead: TimeDelta,
        most: u16,
    ) -> Result<Vec<(RegistrationId, Timestamp)>, StoreError> {
        reminders::take(self.connection()?, now, ahead, most).await
    }
}
