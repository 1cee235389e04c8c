//! Notifications: messages to people.

use crate::{registration::AttendeeName, user::Email};

/// A message to a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// Tells this message from all others: letters, digits, `.` and `-`. One that is sent again is
    /// the same message.
    pub id: String,
    /// Where it goes.
    pub to: Email,
    /// Who it is for.
    pub name: AttendeeName,
    /// What it is about, on one line.
    pub subject: String,
    /// What it says: plain text, lines separated by `\n`.
    pub text: String,
}

/// Without the address and the words: they belong in no log.
impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notification").field("id", &self.id).finish_non_exhaustive()
    }
}
