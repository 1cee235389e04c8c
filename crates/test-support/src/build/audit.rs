use fasttrack_domain::{
    audit::{AuditAction, AuditActor, AuditEntry, AuditId, AuditSubject, AuditSubjectKind},
    time::Timestamp,
};

use crate::{build::made_at, unique_id};

/// An entry that says so, of the system, about a user.
#[must_use]
pub fn an_audit_entry(action: AuditAction) -> AuditEntryBuilder {
    AuditEntryBuilder(AuditEntry {
        id: AuditId::new(unique_id()),
        at: made_at(),
        actor: AuditActor::System,
        action: action.into(),
        subject: Some(AuditSubject { kind: AuditSubjectKind::User.into(), id: unique_id() }),
        address: None,
        request_id: "test".to_owned(),
        details: None,
    })
}

/// Made by [`an_audit_entry`].
#[derive(Debug, Clone)]
pub struct AuditEntryBuilder(AuditEntry);

impl AuditEntryBuilder {
    /// Done by this one.
    #[must_use]
    pub const fn by(mut self, actor: AuditActor) -> Self {
        self.0.actor = actor;
        self
    }

    /// Done at this instant.
    #[must_use]
    pub const fn at(mut self, at: Timestamp) -> Self {
        self.0.at = at;
        self
    }

    /// The entry.
    #[must_use]
    pub fn build(self) -> AuditEntry {
        self.0
    }
}
