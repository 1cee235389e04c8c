use fasttrack_application::imports::StartImportError;
use fasttrack_domain::Invalid;

use crate::problem::ApiError;

impl From<StartImportError> for ApiError {
    fn from(error: StartImportError) -> Self {
        match error {
            StartImportError::Denied(denied) => denied.into(),
            StartImportError::File(error) => {
                Self::invalid("/file", Invalid::new(error.code(), error.to_string()))
            }
            StartImportError::Receive(error) => error.into(),
            StartImportError::Store(error) => error.into(),
        }
    }
}
