use std::net::IpAddr;

use chrono::{DateTime, Utc};
use fasttrack_domain::{
    audit::{AuditActor, AuditEntry, AuditSubject},
    id::Id,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that somebody did. It is never changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntryBody {
    /// Identifies the entry for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000a1")]
    pub id: Uuid,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: AuditActorBody,
    /// What was done. There may be words here that are no filter: those of another release.
    #[schema(example = "user.role_changed")]
    pub action: String,
    /// To what; `null` where nobody knows.
    #[schema(required = true)]
    pub subject: Option<AuditSubjectBody>,
    /// The address of the client; `null` where it did not come over a network.
    #[schema(required = true, example = "192.0.2.7")]
    pub address: Option<String>,
    /// The `X-Request-Id` of the request, which is in the log, too.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000f1")]
    pub request_id: String,
    /// What else there is to say; what it holds depends on the action.
    #[schema(required = true, value_type = Option<Object>, example = json!({"from": "viewer", "to": "editor"}))]
    pub details: Option<Value>,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditActorBody {
    /// Whether it was a user, the system (FastTrack itself or the operator at the command line), or
    /// somebody who had not proved who it is.
    #[schema(value_type = AuditActorKindName, example = "user")]
    pub kind: &'static str,
    /// The user, who may be gone; `null` for others.
    #[schema(required = true, example = "0197a3c0-0000-7000-8000-0000000000b1")]
    pub id: Option<Uuid>,
}

/// Who does things.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the kinds of the domain's AuditActor in the OpenAPI document")]
pub(crate) enum AuditActorKindName {
    User,
    System,
    Anonymous,
}

/// What something was done to.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditSubjectBody {
    /// What sort of thing it is.
    #[schema(example = "user")]
    pub kind: String,
    /// Which one. It may be gone.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000b2")]
    pub id: Uuid,
}

impl From<AuditEntry> for AuditEntryBody {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { id, at, actor, action, subject, address, request_id, details } = entry;
        Self {
            id: id.uuid(),
            at: at.to_utc(),
            actor: actor.into(),
            action: action.to_string(),
            subject: subject.map(AuditSubjectBody::from),
            address: address.as_ref().map(IpAddr::to_string),
            request_id,
            details: details.map(json),
        }
    }
}

impl From<AuditActor> for AuditActorBody {
    fn from(actor: AuditActor) -> Self {
        Self { kind: actor.kind(), id: actor.user().map(Id::uuid) }
    }
}

impl From<AuditSubject> for AuditSubjectBody {
    fn from(subject: AuditSubject) -> Self {
        let AuditSubject { kind, id } = subject;
        Self { kind: kind.to_string(), id }
    }
}

/// What was written as details; what is no JSON is told as text.
fn json(details: String) -> Value {
    serde_json::from_str(&details).unwrap_or(Value::String(details))
}
