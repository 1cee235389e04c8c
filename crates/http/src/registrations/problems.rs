use fasttrack_application::registrations::RegistrationError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code};

impl From<RegistrationError> for ApiError {
    fn from(error: RegistrationError) -> Self {
        let detail = error.to_string();
        let code = match error {
            RegistrationError::Denied(denied) => return denied.into(),
            RegistrationError::Key(error) => return error.into(),
            RegistrationError::Store(error) => return error.into(),
            RegistrationError::NotOwnEmail => {
                return Self::invalid("/email", Invalid::new("not_own_email", "must be your own address"));
            }
            RegistrationError::EventNotFound | RegistrationError::NotFound => Code::NotFound,
            RegistrationError::EventNotOpen => Code::EventNotOpen,
            RegistrationError::EmailRegistered => Code::EmailRegistered,
            RegistrationError::NotConfirmed => Code::NotConfirmed,
        };
        Self::new(code).detail(detail)
    }
}
