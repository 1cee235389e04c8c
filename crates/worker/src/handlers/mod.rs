//! The handlers that there are, a file a kind: read what to do, call one use case, say what came of
//! it.

mod prune_jobs;
mod refresh_forecast;
mod sweep_forecasts;

pub use prune_jobs::PruneJobs;
pub use refresh_forecast::RefreshForecast;
pub use sweep_forecasts::SweepForecasts;

use fasttrack_application::{
    forecasts::Forecasts,
    jobs::{Maintenance, Task},
};

use crate::Handlers;

/// The use cases that jobs call.
#[derive(Clone)]
pub struct UseCases {
    /// Keeps the store from growing.
    pub maintenance: Maintenance,
    /// Fetches forecasts.
    pub forecasts: Forecasts,
}

/// Every kind, and who does it.
#[must_use]
pub fn all(use_cases: UseCases) -> Handlers {
    let UseCases { maintenance, forecasts } = use_cases;
    Handlers::default()
        .with(Task::PruneJobs.kind(), PruneJobs::TIMEOUT, PruneJobs(maintenance))
        .with(Task::REFRESH_FORECAST, RefreshForecast::TIMEOUT, RefreshForecast(forecasts.clone()))
        .with(Task::SweepForecasts.kind(), SweepForecasts::TIMEOUT, SweepForecasts(forecasts))
}
