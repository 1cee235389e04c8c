use diesel::{
    dsl::sql,
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{BigInt, Binary, Bool, Text},
};
use fasttrack_domain::{
    page::Limit,
    time::Timestamp,
    user::{Email, UserId},
};

use super::view::{Joined, joined};
use crate::{columns::UuidBlob, schema::events};

/// The events that a user owns, and those announced for which the user has a live registration.
///
/// They are looked up by owner, account and address, whatever their start, and then sorted: one has
/// a few hundred of them at the most. (The plus keeps SQLite from walking everybody's events by
/// start instead, in order to save that sort.)
pub(super) fn calendar(user: UserId, email: &Email, since: Timestamp, limit: Limit) -> Joined {
    let (user, email) = (UuidBlob::from(user), email.as_str().to_owned());
    let theirs = sql::<Bool>("events.key IN (SELECT own.key FROM events AS own WHERE own.created_by = ")
        .bind::<Binary, _>(user)
        .sql(" AND own.starts_at >= ")
        .bind::<BigInt, _>(since.micros())
        .sql(
            " UNION SELECT event_key FROM registrations
              WHERE status <> 'cancelled' AND user_id = ",
        )
        .bind::<Binary, _>(user)
        .sql(
            " UNION SELECT event_key FROM registrations
              WHERE status <> 'cancelled' AND email = ",
        )
        .bind::<Text, _>(email)
        .sql(")");
    let in_time = sql::<Bool>("+events.starts_at >= ").bind::<BigInt, _>(since.micros());
    let shown =
        sql::<Bool>("(+events.status <> 'draft' OR +events.created_by = ").bind::<Binary, _>(user).sql(")");
    joined()
        .into_boxed()
        .filter(theirs)
        .filter(in_time)
        .filter(shown)
        .order((events::starts_at.asc(), events::id.asc()))
        .limit(limit.get().into())
}
