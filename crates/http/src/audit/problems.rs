use fasttrack_application::audit::AuditError;

use crate::problem::ApiError;

impl From<AuditError> for ApiError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Denied(denied) => denied.into(),
            AuditError::Store(error) => error.into(),
        }
    }
}
