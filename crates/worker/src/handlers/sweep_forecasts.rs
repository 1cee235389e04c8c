use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{
    forecasts::{Forecasts, SweepError, Swept},
    jobs::Task,
};
use fasttrack_domain::ports::ForecastError;
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Asks for the weather at all events whose forecast is missing or old. What one attempt fetched, the
/// next need not.
pub struct SweepForecasts(pub Forecasts);

impl SweepForecasts {
    /// How long an attempt may take: 25 minutes, so that it is over before the next is due.
    pub const TIMEOUT: Duration = Duration::from_secs(25 * 60);
}

#[async_trait]
impl Handler for SweepForecasts {
    async fn run(&self, running: Running) -> Outcome {
        let Task::SweepForecasts = running.task()? else { return Err(Failure::not_mine()) };
        match self.0.sweep(|swept| running.progress(swept.asked, None)).await {
            Ok(Swept { asked, fetched, unknown_places, refused }) => {
                let result = json!({
                    "asked": asked,
                    "fetched": fetched,
                    "unknown_places": unknown_places,
                    "refused": refused,
                });
                Ok(Done::With(Some(result.to_string())))
            }
            // To ask again would not help before somebody mends it, and then there is the next sweep.
            Err(error @ SweepError::Provider(ForecastError::Refused(_))) => Err(Failure::Fatal(error.into())),
            Err(error) => Err(Failure::Passing(error.into())),
        }
    }
}
