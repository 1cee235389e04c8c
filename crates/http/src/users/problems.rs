use fasttrack_application::users::UserError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code};

impl From<UserError> for ApiError {
    fn from(error: UserError) -> Self {
        let detail = error.to_string();
        let code = match error {
            UserError::Denied(denied) => return denied.into(),
            UserError::Hashing(error) => return error.into(),
            UserError::Store(error) => return error.into(),
            UserError::WeakPassword => {
                return Self::invalid("/password", Invalid::new("weak_password", detail));
            }
            UserError::WrongPassword => {
                return Self::invalid("/old_password", Invalid::new("wrong_password", detail));
            }
            UserError::NewOwnerUnknown => {
                return Self::invalid("reassign_to", Invalid::new("unknown_user", detail));
            }
            UserError::NotFound => Code::NotFound,
            UserError::SignUpClosed => Code::SignUpClosed,
            UserError::UsernameTaken => Code::UsernameTaken,
            UserError::EmailTaken => Code::EmailTaken,
            UserError::LastAdmin => Code::LastAdmin,
            UserError::OwnsEvents => Code::OwnsEvents,
        };
        Self::new(code).detail(detail)
    }
}
