use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{Insertable, Queryable, Selectable},
};
use fasttrack_domain::{id::Id, session::Session};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, instant, parsed},
    schema::sessions,
};

/// A session, its end aside.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, check_for_backend(Pg))]
pub(super) struct SessionRow {
    id: Uuid,
    user_id: Uuid,
    scopes: String,
    user_agent: Option<String>,
    created_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        let Session { id, user_id, scopes, user_agent, created_at, last_used_at, expires_at } = session;
        Self {
            id: id.uuid(),
            user_id: user_id.uuid(),
            scopes: scopes.to_string(),
            user_agent: user_agent.clone(),
            created_at: created_at.to_utc(),
            last_used_at: last_used_at.to_utc(),
            expires_at: expires_at.to_utc(),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = Corrupt;

    fn try_from(row: SessionRow) -> Result<Self, Corrupt> {
        let SessionRow { id, user_id, scopes, user_agent, created_at, last_used_at, expires_at } = row;
        Ok(Self {
            id: Id::new(id),
            user_id: Id::new(user_id),
            scopes: parsed("sessions.scopes", &scopes)?,
            user_agent,
            created_at: instant("sessions.created_at", created_at)?,
            last_used_at: instant("sessions.last_used_at", last_used_at)?,
            expires_at: instant("sessions.expires_at", expires_at)?,
        })
    }
}
