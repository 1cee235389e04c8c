//! The statements that read registrations. In SQL: a position is counted in the same statement, so
//! that it fits the list, and one's own list runs through two indexes at once.

use diesel::{
    pg::Pg,
    query_builder::BoxedSqlQuery,
    sql_types::{self, BigInt, Text, Timestamptz},
};
use fasttrack_domain::{
    StoreError,
    event::EventId,
    page::PageRequest,
    registration::{RegistrationId, RegistrationStatus},
    user::{Email, UserId},
};

use crate::keyset;

pub(super) type Select = BoxedSqlQuery<'static, Pg, diesel::query_builder::SqlQuery>;

/// Every column of a `RegistrationRow`.
macro_rules! registrations {
    ($conditions:literal) => {
        concat!(
            "SELECT id, event_id, user_id, name, email, status, place, checked_in_at, created_at,
                    CASE status WHEN 'waitlisted' THEN (
                        SELECT count(*) FROM registrations AS waiting
                        WHERE waiting.event_id = registrations.event_id
                          AND waiting.status = 'waitlisted' AND waiting.place <= registrations.place
                    ) END AS position
             FROM registrations WHERE ",
            $conditions
        )
    };
}

/// One registration.
pub(super) fn any(id: RegistrationId) -> Select {
    diesel::sql_query(registrations!("id = $1")).into_boxed().bind::<sql_types::Uuid, _>(id.uuid())
}

/// One registration for an event.
pub(super) fn one(event: EventId, id: RegistrationId) -> Select {
    diesel::sql_query(registrations!("id = $1 AND event_id = $2"))
        .into_boxed()
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Uuid, _>(event.uuid())
}

/// A page of the registrations for an event, and one more.
pub(super) fn of_event(
    event: EventId,
    status: Option<RegistrationStatus>,
    page: &PageRequest,
) -> Result<Select, StoreError> {
    let PageRequest { limit, after } = page;
    let mut query = diesel::sql_query(registrations!("event_id = $1"))
        .into_boxed()
        .bind::<sql_types::Uuid, _>(event.uuid())
        .bind::<BigInt, _>(keyset::rows(*limit));
    if let Some(status) = status {
        query = query.sql(" AND status = $3").bind::<Text, _>(status.as_str());
    }
    if let Some(position) = after {
        let beyond = match status {
            Some(_) => " AND (created_at, id) > ($4, $5)",
            None => " AND (created_at, id) > ($3, $4)",
        };
        query = query
            .sql(beyond)
            .bind::<Timestamptz, _>(keyset::instant(position)?)
            .bind::<sql_types::Uuid, _>(position.id);
    }
    Ok(query.sql(" ORDER BY created_at, id LIMIT $2"))
}

/// A page of the registrations of a user, or of the user's address, and one more.
///
/// `user_id = $1 OR email = $2` would collect and sort all of them for each page. Two lists in the
/// same order, without what is in both, are merged instead.
pub(super) fn of_user(user: UserId, email: &Email, page: &PageRequest) -> Result<Select, StoreError> {
    const NEWEST: &str = "ORDER BY created_at DESC, id DESC LIMIT $3";
    let PageRequest { limit, after } = page;
    let beyond = if after.is_some() { " AND (created_at, id) < ($4, $5)" } else { "" };
    let by_account = registrations!("user_id = $1");
    let by_address = registrations!("email = $2 AND user_id IS DISTINCT FROM $1");
    let query = diesel::sql_query(format!(
        "({by_account}{beyond} {NEWEST}) UNION ALL ({by_address}{beyond} {NEWEST}) {NEWEST}"
    ));
    let query = query
        .into_boxed()
        .bind::<sql_types::Uuid, _>(user.uuid())
        .bind::<Text, _>(email.as_str().to_owned())
        .bind::<BigInt, _>(keyset::rows(*limit));
    let Some(position) = after else { return Ok(query) };
    let at = keyset::instant(position)?;
    Ok(query.bind::<Timestamptz, _>(at).bind::<sql_types::Uuid, _>(position.id))
}
