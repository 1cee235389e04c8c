use fasttrack_application::venues::VenueError;

use crate::problem::{ApiError, Code};

impl From<VenueError> for ApiError {
    fn from(error: VenueError) -> Self {
        let code = match error {
            VenueError::Denied(denied) => return denied.into(),
            VenueError::Key(error) => return error.into(),
            VenueError::Store(error) => return error.into(),
            VenueError::NotFound => Code::NotFound,
            VenueError::Stale => Code::PreconditionFailed,
            VenueError::NameTaken => Code::VenueNameTaken,
            VenueError::InUse => Code::VenueInUse,
            VenueError::TooSmall(_) => Code::VenueTooSmall,
        };
        Self::new(code).detail(error.to_string())
    }
}
