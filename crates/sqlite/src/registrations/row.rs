use diesel::{
    prelude::{Insertable, QueryableByName},
    sql_types::{BigInt, Binary, Nullable, Text},
    sqlite::Sqlite,
};
use fasttrack_domain::{
    registration::{Registration, RegistrationView},
    time::Timestamp,
    user::UserId,
};

use crate::{
    columns::{Corrupt, UuidBlob, count, instant, parsed},
    schema::registrations,
};

/// A registration as it is written.
#[derive(Insertable)]
#[diesel(table_name = registrations, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(super) struct NewRow {
    id: UuidBlob,
    event_key: i64,
    user_id: Option<UuidBlob>,
    name: String,
    email: Option<String>,
    status: String,
    place: Option<i64>,
    checked_in_at: Option<i64>,
    created_at: i64,
}

impl NewRow {
    pub(super) fn new(event_key: i64, registration: &Registration) -> Self {
        let Registration { id, event_id: _, user_id, name, email, status, place, checked_in_at, created_at } =
            registration;
        Self {
            id: UuidBlob::from(*id),
            event_key,
            user_id: user_id.map(UuidBlob::from),
            name: name.as_str().to_owned(),
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            status: status.as_str().to_owned(),
            place: place.map(|place| i64::try_from(place).unwrap_or(i64::MAX)),
            checked_in_at: checked_in_at.map(Timestamp::micros),
            created_at: created_at.micros(),
        }
    }
}

/// A registration as it is read, with its event's identifier and its position on the waitlist.
#[derive(QueryableByName)]
#[diesel(check_for_backend(Sqlite))]
pub(super) struct RegistrationRow {
    #[diesel(sql_type = Binary)]
    id: UuidBlob,
    #[diesel(sql_type = Binary)]
    event_id: UuidBlob,
    #[diesel(sql_type = Nullable<Binary>)]
    user_id: Option<UuidBlob>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    place: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    checked_in_at: Option<i64>,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
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
        let checked_in_at = checked_in_at.map(|micros| instant("registrations.checked_in_at", micros));
        let registration = Registration {
            id: id.into(),
            event_id: event_id.into(),
            user_id: user_id.map(UserId::from),
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
