use fasttrack_domain::{
    access::Role,
    time::Timestamp,
    user::{PasswordHash, User, UserId},
};

use crate::{build::made_at, unique_id};

/// An active viewer of this username, with a matching e-mail address.
#[must_use]
pub fn a_user(username: &str) -> UserBuilder {
    UserBuilder(User {
        id: UserId::new(unique_id()),
        username: username.parse().unwrap(),
        full_name: username.parse().unwrap(),
        email: format!("{username}@example.org").parse().unwrap(),
        role: Role::Viewer,
        active: true,
        created_at: made_at(),
        updated_at: made_at(),
    })
}

/// Something that stands where a password hash belongs. No password matches it.
#[must_use]
pub fn a_password_hash() -> PasswordHash {
    PasswordHash::new("$2b$04$no-password-has-this-hash".to_owned())
}

/// Made by [`a_user`].
#[derive(Debug, Clone)]
pub struct UserBuilder(User);

impl UserBuilder {
    /// Of this role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.0.role = role;
        self
    }

    /// An editor.
    #[must_use]
    pub fn editor(self) -> Self {
        self.role(Role::Editor)
    }

    /// An admin.
    #[must_use]
    pub fn admin(self) -> Self {
        self.role(Role::Admin)
    }

    /// May not sign in.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.0.active = false;
        self
    }

    /// Of this e-mail address.
    #[must_use]
    pub fn email(mut self, email: &str) -> Self {
        self.0.email = email.parse().unwrap();
        self
    }

    /// Called so.
    #[must_use]
    pub fn called(mut self, full_name: &str) -> Self {
        self.0.full_name = full_name.parse().unwrap();
        self
    }

    /// Made at this instant, never changed since.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self.0.updated_at = at;
        self
    }

    /// The user.
    #[must_use]
    pub fn build(self) -> User {
        self.0
    }
}
