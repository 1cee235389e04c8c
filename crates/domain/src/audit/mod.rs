//! The audit log: who did what that matters for security, when, and from where.
//!
//! An entry is written in the unit that it tells of, and is never changed. It outlives what it is
//! about, so it refers to nothing by more than an identifier. It holds no name, no e-mail address and
//! no secret.

mod action;
mod actor;
mod subject;
mod word;

pub use action::AuditAction;
pub use actor::AuditActor;
pub use subject::{AuditSubject, AuditSubjectKind};
pub use word::AuditWord;

use std::net::IpAddr;

use uuid::Uuid;

use crate::{
    id::Id,
    page::{Position, SortKey},
    time::Timestamp,
};

/// The identifier of an [`AuditEntry`].
pub type AuditId = Id<AuditEntry>;

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Identifies the entry for ever.
    pub id: AuditId,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor: AuditActor,
    /// What was done: an [`AuditAction`], perhaps one that only another release knows.
    pub action: AuditWord,
    /// To what; `None` where nobody knows, or there is no such thing.
    pub subject: Option<AuditSubject>,
    /// The address of the client, if it came over a network.
    pub address: Option<IpAddr>,
    /// What ties it together with the log; at most [`AuditEntry::MAX_REQUEST_ID`] characters.
    pub request_id: String,
    /// What else there is to say, as a JSON object of at most [`AuditEntry::MAX_DETAILS`] bytes. Stores
    /// only keep it.
    pub details: Option<String>,
}

impl AuditEntry {
    /// How many characters the name of a request may have.
    pub const MAX_REQUEST_ID: usize = 128;
    /// How many bytes the details may have.
    pub const MAX_DETAILS: usize = 1_000;

    /// Where it stands in a list, the newest first.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { key: SortKey::Time(self.at), id: self.id.uuid() }
    }
}

/// Which entries to list: those that fit all that is given. The newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Done by this one.
    pub actor: Option<AuditActor>,
    /// Of this action.
    pub action: Option<AuditAction>,
    /// Done to the thing of this identifier, of whichever kind.
    pub subject: Option<Uuid>,
    /// Done at this instant or later.
    pub after: Option<Timestamp>,
    /// Done before this instant.
    pub before: Option<Timestamp>,
}

impl AuditFilter {
    /// The same for a page that begins at this position: what the position says already is left out, so
    /// that stores begin where the page does, and not where the filter does.
    #[must_use]
    pub fn beyond(&self, position: Option<&Position>) -> Self {
        let reached = match position.map(|position| &position.key) {
            Some(SortKey::Time(at)) => Some(*at),
            Some(SortKey::Text(_)) | None => None,
        };
        let before = self.before.filter(|before| reached.is_none_or(|reached| *before <= reached));
        Self { before, ..self.clone() }
    }
}
