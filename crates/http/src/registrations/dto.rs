use chrono::{DateTime, Utc};
use fasttrack_application::registrations::NewRegistration;
use fasttrack_domain::{
    registration::{AttendeeName, Registration, RegistrationView},
    time::Timestamp,
    user::Email,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    problem::ApiError,
    validation::{parse, parses},
};

/// Who wants to attend.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttendeeInput {
    /// What the attendee is called.
    #[validate(custom(function = "parses::<AttendeeName>"))]
    #[schema(min_length = 1, max_length = 100, example = "Ana Souza")]
    pub name: String,
    /// Where the attendee is written to. Who organises the event may leave it out or name any; for
    /// everybody else it is one's own.
    #[validate(custom(function = "parses::<Email>"))]
    #[schema(format = "email", max_length = 254, example = json!(null))]
    pub email: Option<String>,
}

impl AttendeeInput {
    /// The same, parsed.
    pub(super) fn attendee(&self) -> Result<NewRegistration, ApiError> {
        let Self { name, email } = self;
        Ok(NewRegistration {
            name: parse("/name", name)?,
            email: email.as_deref().map(|raw| parse("/email", raw)).transpose()?,
        })
    }
}

/// Whether an attendee has a seat, waits for one, or does not come.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's RegistrationStatus in the OpenAPI document")]
pub(crate) enum RegistrationStatusName {
    Confirmed,
    Waitlisted,
    Cancelled,
}

/// Somebody's wish to attend an event. Only whose it is, who organises the event, and admins get to
/// see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegistrationBody {
    /// Identifies the registration for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000b1")]
    pub id: Uuid,
    /// What is to be attended.
    #[schema(example = "0197a3c0-0000-7000-8000-000000000001")]
    pub event_id: Uuid,
    /// What the attendee is called.
    #[schema(example = "Ana Souza")]
    pub name: String,
    /// Where the attendee is written to.
    #[schema(required = true, format = "email", example = "ana@example.com")]
    pub email: Option<String>,
    /// Whether there is a seat.
    #[schema(value_type = RegistrationStatusName, example = "waitlisted")]
    pub status: &'static str,
    /// The place in the waitlist, from 1; `null` unless it waits.
    #[schema(required = true, minimum = 1, example = 3)]
    pub position: Option<u32>,
    /// When the attendee came.
    #[schema(required = true)]
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl From<RegistrationView> for RegistrationBody {
    fn from(view: RegistrationView) -> Self {
        let RegistrationView { registration, position } = view;
        let Registration {
            id,
            event_id,
            user_id: _,
            name,
            email,
            status,
            place: _,
            checked_in_at,
            created_at,
        } = registration;
        Self {
            id: id.uuid(),
            event_id: event_id.uuid(),
            name: name.to_string(),
            email: email.map(|email| email.as_str().to_owned()),
            status: status.as_str(),
            position,
            checked_in_at: checked_in_at.map(Timestamp::to_utc),
            created_at: created_at.to_utc(),
        }
    }
}
