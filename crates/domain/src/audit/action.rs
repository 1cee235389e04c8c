use std::str::FromStr;

use crate::Invalid;

/// What somebody did. Its word stays for ever: entries are read by other releases than the one that
/// wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditAction {
    /// Somebody signed in.
    SessionStarted,
    /// Somebody tried to sign in, and was not let in.
    SessionRefused,
    /// Somebody ended a session.
    SessionEnded,
    /// A refresh token came a second time, which ended its session: somebody has a copy.
    RefreshTokenReused,
    /// Somebody changed the own password.
    PasswordChanged,
    /// Somebody tried to, without knowing the old one.
    PasswordRefused,
    /// Somebody else gave a user a new password.
    PasswordReset,
    /// A user was made.
    UserCreated,
    /// The name or the address of a user was changed.
    UserUpdated,
    /// A user got another role.
    UserRoleChanged,
    /// A user was switched off.
    UserDeactivated,
    /// A user was switched on again.
    UserActivated,
    /// A user was removed.
    UserDeleted,
    /// An event was removed.
    EventDeleted,
    /// A venue was removed.
    VenueDeleted,
    /// An attachment was removed.
    AttachmentDeleted,
    /// An organiser cancelled a registration.
    RegistrationCancelled,
    /// An admin had a job done again.
    JobRetried,
    /// An admin called a job off.
    JobCancelled,
    /// A user made an API key.
    ApiKeyCreated,
    /// A user revoked an API key.
    ApiKeyRevoked,
}

impl AuditAction {
    /// Every action.
    pub const ALL: [Self; 21] = [
        Self::SessionStarted,
        Self::SessionRefused,
        Self::SessionEnded,
        Self::RefreshTokenReused,
        Self::PasswordChanged,
        Self::PasswordRefused,
        Self::PasswordReset,
        Self::UserCreated,
        Self::UserUpdated,
        Self::UserRoleChanged,
        Self::UserDeactivated,
        Self::UserActivated,
        Self::UserDeleted,
        Self::EventDeleted,
        Self::VenueDeleted,
        Self::AttachmentDeleted,
        Self::RegistrationCancelled,
        Self::JobRetried,
        Self::JobCancelled,
        Self::ApiKeyCreated,
        Self::ApiKeyRevoked,
    ];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SessionStarted => "session.started",
            Self::SessionRefused => "session.refused",
            Self::SessionEnded => "session.ended",
            Self::RefreshTokenReused => "refresh_token.reused",
            Self::PasswordChanged => "password.changed",
            Self::PasswordRefused => "password.refused",
            Self::PasswordReset => "password.reset",
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::UserRoleChanged => "user.role_changed",
            Self::UserDeactivated => "user.deactivated",
            Self::UserActivated => "user.activated",
            Self::UserDeleted => "user.deleted",
            Self::EventDeleted => "event.deleted",
            Self::VenueDeleted => "venue.deleted",
            Self::AttachmentDeleted => "attachment.deleted",
            Self::RegistrationCancelled => "registration.cancelled",
            Self::JobRetried => "job.retried",
            Self::JobCancelled => "job.cancelled",
            Self::ApiKeyCreated => "api_key.created",
            Self::ApiKeyRevoked => "api_key.revoked",
        }
    }
}

impl FromStr for AuditAction {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_audit_action", "must be the word of an action"))
    }
}
