//! Who may do what: roles, and the scopes that a token carries.

use std::{fmt, str::FromStr};

use crate::Invalid;

/// One permission, as an OAuth 2 scope (RFC 6749 §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read events.
    EventsRead,
    /// Read venues.
    VenuesRead,
    /// Register oneself for events.
    RegistrationsSelf,
    /// Create events, change own ones.
    EventsWrite,
    /// Manage registrations of own events.
    RegistrationsManage,
    /// Attach files to own events.
    FilesWrite,
    /// Import events.
    ImportsWrite,
    /// Create and change venues.
    VenuesWrite,
    /// Manage users.
    UsersManage,
    /// See and manage everybody's jobs.
    JobsManage,
    /// Read what operators read.
    SystemRead,
}

impl Scope {
    /// Every scope, in the order in which they are written.
    pub const ALL: [Self; 11] = [
        Self::EventsRead,
        Self::VenuesRead,
        Self::RegistrationsSelf,
        Self::EventsWrite,
        Self::RegistrationsManage,
        Self::FilesWrite,
        Self::ImportsWrite,
        Self::VenuesWrite,
        Self::UsersManage,
        Self::JobsManage,
        Self::SystemRead,
    ];

    /// The word that stands for it in a token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventsRead => "events:read",
            Self::VenuesRead => "venues:read",
            Self::RegistrationsSelf => "registrations:self",
            Self::EventsWrite => "events:write",
            Self::RegistrationsManage => "registrations:manage",
            Self::FilesWrite => "files:write",
            Self::ImportsWrite => "imports:write",
            Self::VenuesWrite => "venues:write",
            Self::UsersManage => "users:manage",
            Self::JobsManage => "jobs:manage",
            Self::SystemRead => "system:read",
        }
    }

    /// The weakest role that has it.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::EventsRead | Self::VenuesRead | Self::RegistrationsSelf => Role::Viewer,
            Self::EventsWrite
            | Self::RegistrationsManage
            | Self::FilesWrite
            | Self::ImportsWrite
            | Self::VenuesWrite => Role::Editor,
            Self::UsersManage | Self::JobsManage | Self::SystemRead => Role::Admin,
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl FromStr for Scope {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_scope", "names a scope that does not exist"))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u16);

impl Scopes {
    /// No scope at all.
    pub const NONE: Self = Self(0);

    /// Whether the scope is in the set.
    #[must_use]
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether all of `other` is in the set.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What both sets hold.
    #[must_use]
    pub const fn intersect(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// Separated by white space (RFC 6749 §3.3). An empty string is the empty set.
impl FromStr for Scopes {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        raw.split_ascii_whitespace().map(Scope::from_str).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes({self})")
    }
}

/// What a user is allowed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, and registers for events.
    Viewer,
    /// Organises events.
    Editor,
    /// Everything, on everything.
    Admin,
}

impl Role {
    /// Every role, the weakest first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The most that a user of this role may do.
    #[must_use]
    pub fn scopes(self) -> Scopes {
        Scope::ALL.into_iter().filter(|scope| scope.least_role() <= self).collect()
    }
}

impl FromStr for Role {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_role", "must be viewer, editor or admin"))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
