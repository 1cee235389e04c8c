//! The statements that read registrations. In SQL: a position is counted in the same statement, so
//! that it fits the list, and one's own list runs through two indexes at once.

use diesel::{
    query_builder::BoxedSqlQuery,
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};
use fasttrack_domain::{
    StoreError,
    event::EventId,
    page::PageRequest,
    registration::{RegistrationId, RegistrationStatus},
    user::{Email, UserId},
};

use crate::{columns::UuidBlob, keyset};

pub(super) type Select = BoxedSqlQuery<'static, Sqlite, diesel::query_builder::SqlQuery>;

/// Every column of a `RegistrationRow`, and where they come from.
macro_rules! registrations {
    ($conditions:literal) => {
        concat!(
            "SELECT registrations.id AS id, events.id AS event_id, registrations.user_id AS user_id,
                    registrations.name AS name, registrations.email AS email,
                    registrations.status AS status, registrations.place AS place,
                    registrations.checked_in_at AS checked_in_at,
                    registrations.created_at AS created_at,
                    CASE registrations.status WHEN 'waitlisted' THEN (
                        SELECT count(*) FROM registrations AS waiting
                        WHERE waiting.event_key = registrations.event_key
                          AND waiting.status = 'waitlisted' AND waiting.place <= registrations.place
                    ) END AS position
             FROM registrations INNER JOIN events ON events.key = registrations.event_key WHERE ",
            $conditions
        )
    };
}

/// One registration.
pub(super) fn any(id: RegistrationId) -> Select {
    diesel::sql_query(registrations!("registrations.id = ?"))
        .into_boxed()
        .bind::<Binary, _>(UuidBlob::from(id))
}

/// One registration for an event.
pub(super) fn one(event: EventId, id: RegistrationId) -> Select {
    diesel::sql_query(registrations!("registrations.id = ? AND events.id = ?"))
        .into_boxed()
        .bind::<Binary, _>(UuidBlob::from(id))
        .bind::<Binary, _>(UuidBlob::from(event))
}

/// A page of the registrations for an event, and one more.
pub(super) fn of_event(
    event: EventId,
    status: Option<RegistrationStatus>,
    page: &PageRequest,
) -> Result<Select, StoreError> {
    let PageRequest { limit, after } = page;
    let mut query = diesel::sql_query(registrations!("events.id = ?"))
        .into_boxed()
        .bind::<Binary, _>(UuidBlob::from(event));
    if let Some(status) = status {
        query = query.sql(" AND registrations.status = ?").bind::<Text, _>(status.as_str());
    }
    if let Some(position) = after {
        query = query
            .sql(" AND (registrations.created_at, registrations.id) > (?, ?)")
            .bind::<BigInt, _>(keyset::micros(position)?)
            .bind::<Binary, _>(UuidBlob(position.id));
    }
    let sorted = query.sql(" ORDER BY registrations.created_at, registrations.id LIMIT ?");
    Ok(sorted.bind::<BigInt, _>(keyset::rows(*limit)))
}

/// A page of the registrations of a user, or of the user's address, and one more.
///
/// `user_id = ? OR email = ?` would collect and sort all of them for each page. Two lists in the
/// same order, without what is in both, are merged instead.
pub(super) fn of_user(user: UserId, email: &Email, page: &PageRequest) -> Result<Select, StoreError> {
    let PageRequest { limit, after } = page;
    let (user, email) = (UuidBlob::from(user), email.as_str().to_owned());
    let beyond = |query: Select| match after {
        Some(position) => Ok::<_, StoreError>(
            query
                .sql(" AND (registrations.created_at, registrations.id) < (?, ?)")
                .bind::<BigInt, _>(keyset::micros(position)?)
                .bind::<Binary, _>(UuidBlob(position.id)),
        ),
        None => Ok(query),
    };
    let by_account = diesel::sql_query(registrations!("registrations.user_id = ?")).into_boxed();
    let by_account = beyond(by_account.bind::<Binary, _>(user))?;
    let by_address = by_account
        .sql(" UNION ALL ")
        .sql(registrations!("registrations.email = ? AND registrations.user_id IS NOT ?"))
        .bind::<Text, _>(email)
        .bind::<Binary, _>(user);
    let merged = beyond(by_address)?.sql(" ORDER BY created_at DESC, id DESC LIMIT ?");
    Ok(merged.bind::<BigInt, _>(keyset::rows(*limit)))
}
