use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use chrono::TimeDelta;
use diesel::{
    dsl::sql,
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _},
    sql_types::{BigInt, Binary, Bool},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    event::EventId,
    ports::RegistrationRepository,
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
    time::Timestamp,
};

use super::{
    reminders,
    row::{NewRow, RegistrationRow},
    select,
};
use crate::{
    columns::{UuidBlob, count},
    errors::{foreign_key, store_error},
    schema::{events, registrations},
    unit::SqliteUnitOfWork,
};

/// How many registrations one statement adds; see `events::bulk`.
const CHUNK: usize = 250;

impl SqliteUnitOfWork {
    async fn add_registrations(&mut self, chunk: &[Registration]) -> Result<(), StoreError> {
        let named: HashSet<UuidBlob> =
            chunk.iter().map(|registration| UuidBlob::from(registration.event_id)).collect();
        let keys: Vec<(UuidBlob, i64)> = events::table
            .filter(events::id.eq_any(named))
            .select((events::id, events::key))
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        let keys: HashMap<EventId, i64> = keys.into_iter().map(|(id, key)| (id.into(), key)).collect();
        let rows = chunk.iter().map(|registration| {
            let key = keys.get(&registration.event_id);
            let key = key.ok_or(StoreError::Conflict(Constraint::EventUnknown))?;
            Ok(NewRow::new(*key, registration))
        });
        let insert =
            diesel::insert_into(registrations::table).values(rows.collect::<Result<Vec<_>, StoreError>>()?);
        // diesel-async cannot write several rows to SQLite in one statement, diesel can.
        self.connection()?
            .spawn_blocking(move |connection| diesel::RunQueryDsl::execute(insert, connection))
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        Ok(())
    }
}

#[async_trait]
impl RegistrationRepository for SqliteUnitOfWork {
    async fn add_all(&mut self, registrations: &[Registration]) -> Result<(), StoreError> {
        for chunk in registrations.chunks(CHUNK) {
            self.add_registrations(chunk).await?;
        }
        Ok(())
    }

    async fn find(&mut self, event: EventId, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        let row: Option<RegistrationRow> =
            select::one(event, id).get_result(self.connection()?).await.optional().map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(RegistrationView::try_from(row)?.registration))
    }

    async fn update(&mut self, registration: &Registration) -> Result<bool, StoreError> {
        let Registration { id, event_id, status, checked_in_at, .. } = registration;
        let event = events::table.filter(events::id.eq(UuidBlob::from(*event_id))).select(events::key);
        let row =
            registrations::table.find(UuidBlob::from(*id)).filter(registrations::event_key.eq_any(event));
        let written = diesel::update(row)
            .set((
                registrations::status.eq(status.as_str()),
                registrations::checked_in_at.eq(checked_in_at.map(Timestamp::micros)),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
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
                    INNER JOIN events ON events.key = waiting.event_key
                    WHERE waiting.status = 'waitlisted' AND events.id = ",
        )
        .bind::<Binary, _>(UuidBlob::from(event))
        .sql(" ORDER BY waiting.place LIMIT ")
        .bind::<BigInt, _>(i64::from(number))
        .sql(")");
        let mut confirmed: Vec<(Option<i64>, UuidBlob)> = diesel::update(registrations::table.filter(first))
            .set(registrations::status.eq(RegistrationStatus::Confirmed.as_str()))
            .returning((registrations::place, registrations::id))
            .get_results(self.connection()?)
            .await
            .map_err(store_error)?;
        // They come back in any order.
        confirmed.sort_by_key(|(place, _)| *place);
        Ok(confirmed.into_iter().map(|(_, id)| id.into()).collect())
    }

    async fn position(&mut self, event: EventId, place: u64) -> Result<u32, StoreError> {
        let found: i64 = registrations::table
            .inner_join(events::table)
            .filter(events::id.eq(UuidBlob::from(event)))
            // As the index of the waitlist says it, which a bound value would not match.
            .filter(sql::<Bool>("registrations.status = 'waitlisted'"))
            .filter(registrations::place.le(i64::try_from(place).unwrap_or(i64::MAX)))
            .count()
            .get_result(self.connection()?)
            .await
            .map_err(store_error)?;
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
