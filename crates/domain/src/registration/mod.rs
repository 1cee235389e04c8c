//! Registrations: who wants to attend an event, who may, and who came.

mod status;

pub use status::RegistrationStatus;

use crate::{
    event::EventId,
    id::Id,
    page::{Position, SortKey},
    text::{Text, TextKind},
    time::Timestamp,
    user::{Email, UserId},
};

/// The identifier of a [`Registration`].
pub type RegistrationId = Id<Registration>;

/// What somebody who attends is called.
pub type AttendeeName = Text<AttendeeNameKind>;
/// Bounds of [`AttendeeName`].
pub enum AttendeeNameKind {}
impl TextKind for AttendeeNameKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}

/// Somebody's wish to attend an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Identifies the registration for ever.
    pub id: RegistrationId,
    /// What is to be attended.
    pub event_id: EventId,
    /// Who registered by itself; `None` when an organiser did it for somebody.
    pub user_id: Option<UserId>,
    /// What the attendee is called.
    pub name: AttendeeName,
    /// Where the attendee is written to. An event has one live registration per address.
    pub email: Option<Email>,
    /// Whether there is a seat.
    pub status: RegistrationStatus,
    /// Where in the order of the waitlist it stood or stands: numbers only ever rise, in the order
    /// in which registrations were committed.
    pub place: Option<u64>,
    /// When the attendee came.
    pub checked_in_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Registration {
    /// Whether it holds a seat or waits for one.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status != RegistrationStatus::Cancelled
    }

    /// Whether it is that of this user, who is written to at this address.
    #[must_use]
    pub fn belongs_to(&self, user: UserId, email: &Email) -> bool {
        self.user_id == Some(user) || self.email.as_ref() == Some(email)
    }
}

/// A registration as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationView {
    /// The registration.
    pub registration: Registration,
    /// How many stand on the waitlist up to and including it, while it waits.
    pub position: Option<u32>,
}

impl RegistrationView {
    /// Where it stands in a list sorted by when it was made.
    #[must_use]
    pub fn list_position(&self) -> Position {
        let Registration { id, created_at, .. } = &self.registration;
        Position { key: SortKey::Time(*created_at), id: id.uuid() }
    }
}
