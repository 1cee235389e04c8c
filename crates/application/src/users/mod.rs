//! The people who use FastTrack: managed by admins, and by themselves.

mod change_password;
mod create;
mod delete;
mod error;
mod first_admin;
mod read;
mod reset_password;
#[cfg(test)]
mod tests;
mod update;

pub use create::NewUser;
pub use error::UserError;
pub use first_admin::FirstAdmin;
pub use update::UserChange;

use std::sync::Arc;

use fasttrack_domain::{
    ports::{Clock, IdGenerator, PasswordHasher, Store, UserQueries},
    user::{Email, FullName, Password, PasswordHash, Username},
};

use crate::Changes;

/// The use cases of users.
#[derive(Clone)]
pub struct Users {
    /// Where users are written.
    pub store: Arc<dyn Store>,
    /// Where users are read.
    pub queries: Arc<dyn UserQueries>,
    /// Tells whose sessions ended.
    pub changes: Changes,
    /// Hashes and measures passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers, of users and of entries of the audit log.
    pub ids: Arc<dyn IdGenerator>,
    /// Whether anybody may register as a viewer.
    pub self_signup: bool,
}

impl Users {
    /// Hashes a password that is hard enough to guess, even for who knows the user.
    async fn accepted(
        &self,
        password: &Password,
        username: &Username,
        full_name: &FullName,
        email: &Email,
    ) -> Result<PasswordHash, UserError> {
        // Whole and word by word: `mariasilva` is no harder to guess than `Maria da Silva`.
        let known = [username.as_str(), full_name.as_str(), email.as_str(), "fasttrack"];
        let words = known.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let known: Vec<String> =
            words.filter(|word| !word.is_empty()).chain(known).map(str::to_owned).collect();
        if self.hasher.strength(password, &known).await? < Password::MIN_SCORE {
            return Err(UserError::WeakPassword);
        }
        Ok(self.hasher.hash(password).await?)
    }
}
