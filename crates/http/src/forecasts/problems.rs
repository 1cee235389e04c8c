use fasttrack_application::forecasts::ForecastsError;

use crate::problem::{ApiError, Code};

impl From<ForecastsError> for ApiError {
    fn from(error: ForecastsError) -> Self {
        let detail = error.to_string();
        let code = match error {
            ForecastsError::Denied(denied) => return denied.into(),
            ForecastsError::Store(error) => return error.into(),
            ForecastsError::NotFound => Code::NotFound,
            ForecastsError::Unavailable => Code::ForecastUnavailable,
        };
        Self::new(code).detail(detail)
    }
}
