use fasttrack_application::{
    events::{BatchError, EventError},
    exports::ExportError,
};
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code, FieldError};

impl From<EventError> for ApiError {
    fn from(error: EventError) -> Self {
        let detail = error.to_string();
        let code = match error {
            EventError::Denied(denied) => return denied.into(),
            EventError::Key(error) => return error.into(),
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

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Denied(denied) => denied.into(),
            ExportError::Events(error) => error.into(),
            ExportError::Store(error) => error.into(),
            // To ask again is all that there is to do.
            ExportError::VenueGone => Self::new(Code::Unavailable).source(error),
            ExportError::Render(_) => Self::internal(error),
        }
    }
}

impl From<BatchError> for ApiError {
    fn from(error: BatchError) -> Self {
        let faults = match error {
            BatchError::Whole(error) => return error.into(),
            BatchError::Rows(faults) => faults,
        };
        // What could never be made outweighs what only cannot be made now.
        let mut code = Code::VenueDoubleBooked;
        let mut fields = Vec::new();
        for (index, error) in faults {
            match fault(index, error) {
                Ok(fault) => {
                    if fault.code != Code::VenueDoubleBooked.as_str() {
                        code = Code::ValidationFailed;
                    }
                    fields.push(fault);
                }
                Err(error) => return error,
            }
        }
        Self::new(code).fields(fields)
    }
}

/// What is wrong with one event of a batch, or with the whole of it.
pub(super) fn fault(index: usize, error: EventError) -> Result<FieldError, ApiError> {
    let detail = error.to_string();
    let (member, code) = match error {
        EventError::VenueUnknown => ("venue_id", "unknown_venue"),
        EventError::CapacityAboveVenue(_) => ("capacity", "capacity_above_venue"),
        EventError::VenueDoubleBooked => ("venue_id", Code::VenueDoubleBooked.as_str()),
        error => return Err(error.into()),
    };
    Ok(FieldError::new(format!("/{index}/{member}"), Invalid::new(code, detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(rows: Vec<(usize, EventError)>) -> (Code, Vec<(String, String)>) {
        let problem = ApiError::from(BatchError::Rows(rows));
        let fields = problem.fields.into_iter().map(|field| (field.pointer, field.code.into_owned()));
        (problem.code, fields.collect())
    }

    #[test]
    fn each_event_of_a_batch_that_is_at_fault_is_pointed_at() {
        let (code, fields) =
            refused(vec![(2, EventError::VenueDoubleBooked), (5, EventError::VenueDoubleBooked)]);
        assert_eq!(code, Code::VenueDoubleBooked);
        let taken = |pointer: &str| (pointer.to_owned(), "venue_double_booked".to_owned());
        assert_eq!(fields, [taken("/2/venue_id"), taken("/5/venue_id")]);
    }

    #[test]
    fn what_can_never_be_outweighs_what_cannot_be_now() {
        let (code, fields) = refused(vec![
            (0, EventError::VenueDoubleBooked),
            (1, EventError::VenueUnknown),
            (2, EventError::CapacityAboveVenue(3)),
        ]);
        assert_eq!(code, Code::ValidationFailed);
        let pointers: Vec<&str> = fields.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/0/venue_id", "/1/venue_id", "/2/capacity"]);
    }
}
