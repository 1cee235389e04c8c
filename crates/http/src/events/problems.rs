use fasttrack_application::events::EventError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code};

impl From<EventError> for ApiError {
    fn from(error: EventError) -> Self {
        let detail = error.to_string();
        let code = match error {
            EventError::Denied(denied) => return denied.into(),
            EventError::Store(error) => return error.into(),
            EventError::VenueUnknown => {
                return Self::invalid("/venue_id", Invalid::new("unknown_venue", detail));
            }
            EventError::CapacityAboveVenue(_) => {
                return Self::invalid("/capacity", Invalid::new("capacity_above_venue", detail));
            }
            EventError::NotFound => Code::NotFound,
            EventError::Stale => Code::PreconditionFailed,
            EventError::CapacityBelowRegistered(_) => Code::CapacityBelowRegistered,
            EventError::StatusChange { .. } => Code::InvalidStatusChange,
            EventError::VenueDoubleBooked => Code::VenueDoubleBooked,
            EventError::HasRegistrations => Code::HasRegistrations,
        };
        Self::new(code).detail(detail)
    }
}
