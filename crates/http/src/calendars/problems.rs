use fasttrack_application::calendar::CalendarError;

use crate::problem::{ApiError, Code};

impl From<CalendarError> for ApiError {
    fn from(error: CalendarError) -> Self {
        match error {
            CalendarError::Denied(denied) => denied.into(),
            CalendarError::Store(error) => error.into(),
            CalendarError::Keys(_) => Self::internal(error),
            // The key is the address: 401 would make calendar programs ask for a password.
            CalendarError::InvalidKey => {
                Self::new(Code::NotFound).detail("there is no calendar behind this key")
            }
        }
    }
}
