//! People who use FastTrack.

mod email;
mod password;
mod username;

pub use email::Email;
pub use password::{Password, PasswordHash};
pub use username::Username;

use crate::{
    access::Role,
    id::Id,
    text::{Text, TextKind},
    time::Timestamp,
};

/// The identifier of a [`User`].
pub type UserId = Id<User>;

/// The name of a person, as the person writes it.
pub type FullName = Text<FullNameKind>;
/// Bounds of [`FullName`].
pub enum FullNameKind {}
impl TextKind for FullNameKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}

/// Somebody who may sign in. The password's hash is kept apart, so that no view can leak it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Identifies the user for ever.
    pub id: UserId,
    /// What the user signs in with; unique.
    pub username: Username,
    /// What the user is called.
    pub full_name: FullName,
    /// Where the user is written to; unique.
    pub email: Email,
    /// What the user may be allowed.
    pub role: Role,
    /// Whether the user may sign in.
    pub active: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
}

impl User {
    /// Whether losing this user could leave nobody to administer.
    #[must_use]
    pub fn is_active_admin(&self) -> bool {
        self.active && self.role == Role::Admin
    }
}
