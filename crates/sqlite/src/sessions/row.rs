use diesel::{
    prelude::{Insertable, Queryable, Selectable},
    sqlite::Sqlite,
};
use fasttrack_domain::session::Session;

use crate::{
    columns::{Corrupt, UuidBlob, instant, parsed},
    schema::sessions,
};

/// A session, its end aside.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, check_for_backend(Sqlite))]
pub(super) struct SessionRow {
    id: UuidBlob,
    user_id: UuidBlob,
    scopes: String,
    user_agent: Option<String>,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        let Session { id, user_id, scopes, user_agent, created_at, last_used_at, expires_at } = session;
        Self {
            id: UuidBlob::from(*id),
            user_id: UuidBlob::from(*user_id),
            scopes: scopes.to_string(),
            user_agent: user_agent.clone(),
            created_at: created_at.micros(),
            last_used_at: last_used_at.micros(),
            expires_at: expires_at.micros(),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = Corrupt;

    fn try_from(row: SessionRow) -> Result<Self, Corrupt> {
        let SessionRow { id, user_id, scopes, user_agent, created_at, last_used_at, expires_at } = row;
        Ok(Self {
            id: id.into(),
            user_id: user_id.into(),
            scopes: parsed("sessions.scopes", &scopes)?,
            user_agent,
            created_at: instant("sessions.created_at", created_at)?,
            last_used_at: instant("sessions.last_used_at", last_used_at)?,
            expires_at: instant("sessions.expires_at", expires_at)?,
        })
    }
}
