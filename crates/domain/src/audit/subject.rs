use uuid::Uuid;

use super::AuditWord;

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSubject {
    /// What sort of thing it is: an [`AuditSubjectKind`], perhaps one that only another release knows.
    pub kind: AuditWord,
    /// Which one. It may be gone.
    pub id: Uuid,
}

/// A sort of thing that something is done to. Its word stays for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditSubjectKind {
    /// A user.
    User,
    /// A session.
    Session,
    /// An event.
    Event,
    /// A venue.
    Venue,
    /// An attachment of an event.
    Attachment,
    /// A registration for an event.
    Registration,
    /// A job.
    Job,
    /// An API key.
    ApiKey,
}

impl AuditSubjectKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::User,
        Self::Session,
        Self::Event,
        Self::Venue,
        Self::Attachment,
        Self::Registration,
        Self::Job,
        Self::ApiKey,
    ];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Session => "session",
            Self::Event => "event",
            Self::Venue => "venue",
            Self::Attachment => "attachment",
            Self::Registration => "registration",
            Self::Job => "job",
            Self::ApiKey => "api_key",
        }
    }
}
