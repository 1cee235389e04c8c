use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::QueryableByName,
    sql_types::{self, BigInt, Nullable, Text, Timestamptz},
};
use fasttrack_domain::{
    id::Id,
    registration::{Registration, RegistrationView},
    user::UserId,
};
use uuid::Uuid;

use crate::columns::{Corrupt, count, instant, parsed};

/// A registration as it is read, with its event's identifier and its position on the waitlist.
#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
pub(super) struct RegistrationRow {
    #[diesel(sql_type = sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = sql_types::Uuid)]
    event_id: Uuid,
    #[diesel(sql_type = Nullable<sql_types::Uuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    place: Option<i64>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    checked_in_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<BigInt>)]
    position: Option<i64>,
}

impl TryFrom<RegistrationRow> for RegistrationView {
    type Error = Corrupt;

    fn try_from(row: RegistrationRow) -> Result<Self, Corrupt> {
        let RegistrationRow {
            id,
            event_id,
            user_id,
            name,
            email,
            status,
            place,
            checked_in_at,
            created_at,
            position,
        } = row;
        let checked_in_at = checked_in_at.map(|at| instant("registrations.checked_in_at", at));
        let registration = Registration {
            id: Id::new(id),
            event_id: Id::new(event_id),
            user_id: user_id.map(UserId::new),
            name: parsed("registrations.name", &name)?,
            email: email.map(|raw| parsed("registrations.email", &raw)).transpose()?,
            status: parsed("registrations.status", &status)?,
            place: place.map(|place| count("registrations.place", place)).transpose()?,
            checked_in_at: checked_in_at.transpose()?,
            created_at: instant("registrations.created_at", created_at)?,
        };
        let position = position.map(|position| count("position", position)).transpose()?;
        Ok(Self { registration, position })
    }
}
