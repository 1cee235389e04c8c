use diesel::{
    dsl::sql,
    prelude::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Bool, Text, Timestamptz},
};
use fasttrack_domain::{
    event::EventStatus,
    page::Limit,
    time::Timestamp,
    user::{Email, UserId},
};

use super::view::{Joined, joined};
use crate::schema::events;

/// The events that a user owns, and those announced for which the user has a live registration.
///
/// They are looked up by owner, account and address, whatever their start, and then sorted: one has
/// a few hundred of them at the most.
pub(super) fn calendar(user: UserId, email: &Email, since: Timestamp, limit: Limit) -> Joined {
    let (user, email) = (user.uuid(), email.as_str().to_owned());
    let theirs = sql::<Bool>("events.id IN (SELECT own.id FROM events AS own WHERE own.created_by = ")
        .bind::<sql_types::Uuid, _>(user)
        .sql(" AND own.starts_at >= ")
        .bind::<Timestamptz, _>(since.to_utc())
        .sql(
            " UNION SELECT event_id FROM registrations
              WHERE status <> 'cancelled' AND user_id = ",
        )
        .bind::<sql_types::Uuid, _>(user)
        .sql(
            " UNION SELECT event_id FROM registrations
              WHERE status <> 'cancelled' AND email = ",
        )
        .bind::<Text, _>(email)
        .sql(")");
    let shown = events::status.ne(EventStatus::Draft.as_str()).or(events::created_by.eq(user));
    joined()
        .into_boxed()
        .filter(theirs)
        .filter(events::starts_at.ge(since.to_utc()))
        .filter(shown)
        .order((events::starts_at.asc(), events::id.asc()))
        .limit(limit.get().into())
}
