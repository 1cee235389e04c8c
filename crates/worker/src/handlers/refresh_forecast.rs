use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{
    forecasts::{Forecasts, RefreshError},
    jobs::Task,
};
use fasttrack_domain::ports::ForecastError;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Asks what the weather is to be at an event.
pub struct RefreshForecast(pub Forecasts);

impl RefreshForecast {
    /// How long an attempt may take: 2 minutes, of which the provider has a few seconds at a time.
    pub const TIMEOUT: Duration = Duration::from_secs(2 * 60);
}

#[async_trait]
impl Handler for RefreshForecast {
    async fn run(&self, running: Running) -> Outcome {
        let Task::RefreshForecast(event) = running.task()? else { return Err(Failure::not_mine()) };
        match self.0.refresh(event, &running.lease()).await {
            Ok(_) => Ok(Done::Settled),
            // Somebody has to mend a key or an address first. The sweep comes by when they have.
            Err(error @ RefreshError::Provider(ForecastError::Refused(_))) => {
                Err(Failure::Fatal(error.into()))
            }
            Err(error) => Err(Failure::Passing(error.into())),
        }
    }
}
