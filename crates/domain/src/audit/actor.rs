use crate::user::UserId;

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditActor {
    /// This user, who had proved it.
    User(UserId),
    /// FastTrack itself, or the operator at the command line.
    System,
    /// Somebody who had not proved who it is.
    Anonymous,
}

impl AuditActor {
    /// The word that stands for its kind.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }

    /// The user, if it was one.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::System | Self::Anonymous => None,
        }
    }

    /// The actor of this kind; `None` when there is none like that.
    #[must_use]
    pub fn of(kind: &str, user: Option<UserId>) -> Option<Self> {
        match (kind, user) {
            ("user", Some(user)) => Some(Self::User(user)),
            ("system", None) => Some(Self::System),
            ("anonymous", None) => Some(Self::Anonymous),
            _ => None,
        }
    }
}
