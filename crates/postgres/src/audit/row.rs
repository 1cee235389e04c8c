use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{Insertable, Queryable, Selectable},
};
use fasttrack_domain::{
    audit::{AuditActor, AuditEntry, AuditSubject},
    id::Id,
};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, instant, parsed},
    schema::audit_log,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, check_for_backend(Pg))]
pub(super) struct AuditRow {
    id: Uuid,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_id: Option<Uuid>,
    action: String,
    subject_kind: Option<String>,
    subject_id: Option<Uuid>,
    address: Option<String>,
    request_id: String,
    details: Option<String>,
}

impl From<&AuditEntry> for AuditRow {
    fn from(entry: &AuditEntry) -> Self {
        let AuditEntry { id, at, actor, action, subject, address, request_id, details } = entry;
        Self {
            id: id.uuid(),
            at: at.to_utc(),
            actor_kind: actor.kind().to_owned(),
            actor_id: actor.user().map(Id::uuid),
            action: action.as_str().to_owned(),
            subject_kind: subject.as_ref().map(|subject| subject.kind.as_str().to_owned()),
            subject_id: subject.as_ref().map(|subject| subject.id),
            address: address.as_ref().map(IpAddr::to_string),
            request_id: request_id.clone(),
            details: details.clone(),
        }
    }
}

impl TryFrom<AuditRow> for AuditEntry {
    type Error = Corrupt;

    fn try_from(row: AuditRow) -> Result<Self, Corrupt> {
        let AuditRow {
            id,
            at,
            actor_kind,
            actor_id,
            action,
            subject_kind,
            subject_id,
            address,
            request_id,
            details,
        } = row;
        let actor = AuditActor::of(&actor_kind, actor_id.map(Id::new));
        let address = address.map(|raw| raw.parse()).transpose();
        Ok(Self {
            id: Id::new(id),
            at: instant("audit_log.at", at)?,
            actor: actor.ok_or_else(|| Corrupt::new("audit_log.actor_kind"))?,
            action: parsed("audit_log.action", &action)?,
            subject: subject_kind.zip(subject_id).map(|(kind, id)| subject(&kind, id)).transpose()?,
            address: address.map_err(|_| Corrupt::new("audit_log.address"))?,
            request_id,
            details,
        })
    }
}

fn subject(kind: &str, id: Uuid) -> Result<AuditSubject, Corrupt> {
    Ok(AuditSubject { kind: parsed("audit_log.subject_kind", kind)?, id })
}
