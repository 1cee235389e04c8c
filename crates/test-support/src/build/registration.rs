use fasttrack_domain::{
    event::Event,
    registration::{Registration, RegistrationId, RegistrationStatus},
    time::Timestamp,
    user::User,
};

use crate::{build::made_at, unique_id};

/// A confirmed registration for this event of somebody without an account or an e-mail address.
#[must_use]
pub fn a_registration(event: &Event) -> RegistrationBuilder {
    RegistrationBuilder(Registration {
        id: RegistrationId::new(unique_id()),
        event_id: event.id,
        user_id: None,
        name: "Somebody".parse().unwrap(),
        email: None,
        status: RegistrationStatus::Confirmed,
        place: None,
        checked_in_at: None,
        created_at: made_at(),
    })
}

/// Made by [`a_registration`].
#[derive(Debug, Clone)]
pub struct RegistrationBuilder(Registration);

impl RegistrationBuilder {
    /// Of somebody called so.
    #[must_use]
    pub fn of(mut self, name: &str) -> Self {
        self.0.name = name.parse().unwrap();
        self
    }

    /// With this e-mail address.
    #[must_use]
    pub fn email(mut self, email: &str) -> Self {
        self.0.email = Some(email.parse().unwrap());
        self
    }

    /// Made by this user for itself, under its own name and address.
    #[must_use]
    pub fn by(mut self, user: &User) -> Self {
        self.0.user_id = Some(user.id);
        self.0.name = user.full_name.as_str().parse().unwrap();
        self.0.email = Some(user.email.clone());
        self
    }

    /// Waits, at this place.
    #[must_use]
    pub fn waiting(mut self, place: u64) -> Self {
        self.0.status = RegistrationStatus::Waitlisted;
        self.0.place = Some(place);
        self
    }

    /// Got a seat after it waited at this place.
    #[must_use]
    pub fn promoted_from(mut self, place: u64) -> Self {
        self.0.status = RegistrationStatus::Confirmed;
        self.0.place = Some(place);
        self
    }

    /// Cancelled; a place that it had stays.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.0.status = RegistrationStatus::Cancelled;
        self
    }

    /// The attendee came at this instant.
    #[must_use]
    pub fn checked_in(mut self, at: Timestamp) -> Self {
        self.0.checked_in_at = Some(at);
        self
    }

    /// Made at this instant.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self
    }

    /// The registration.
    #[must_use]
    pub fn build(self) -> Registration {
        self.0
    }
}
