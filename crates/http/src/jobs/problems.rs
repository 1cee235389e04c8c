use fasttrack_application::jobs::JobError;

use crate::problem::{ApiError, Code};

impl From<JobError> for ApiError {
    fn from(error: JobError) -> Self {
        let detail = error.to_string();
        let code = match error {
            JobError::Denied(denied) => return denied.into(),
            JobError::Key(error) => return error.into(),
            JobError::Store(error) => return error.into(),
            JobError::NotFound => Code::NotFound,
            JobError::NotCancellable => Code::JobNotCancellable,
            JobError::NotRetryable | JobError::AlreadyThere => Code::JobNotRetryable,
        };
        Self::new(code).detail(detail)
    }
}
