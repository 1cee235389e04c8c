//! The weather that is expected at events: shown, asked for, and kept fresh. Who forecasts it is asked by
//! jobs only, never while somebody waits for an answer, and never in a unit of work.

mod error;
mod fetch;
mod job;
mod lately;
mod read;
mod refresh;
mod request;
mod sweep;
#[cfg(test)]
mod tests;

pub use error::{ForecastsError, RefreshError, SweepError};
pub(crate) use job::{is_foreseeable, refresh_job};
pub use lately::Lately;
pub use read::ForecastView;
pub use refresh::Refreshed;
pub use sweep::Swept;

use std::sync::Arc;

use chrono::TimeDelta;
use fasttrack_domain::ports::{Clock, EventQueries, ForecastProvider, ForecastQueries, IdGenerator, Store};

use crate::Changes;

/// The use cases of forecasts.
#[derive(Clone)]
pub struct Forecasts {
    /// Where forecasts and jobs are written.
    pub store: Arc<dyn Store>,
    /// Where it is read which events have weather.
    pub queries: Arc<dyn ForecastQueries>,
    /// Where events are read by who does not mind that it was so half a second ago.
    pub cached: Arc<dyn EventQueries>,
    /// Who forecasts.
    pub provider: Arc<dyn ForecastProvider>,
    /// Tells which events were changed.
    pub changes: Changes,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes job identifiers.
    pub ids: Arc<dyn IdGenerator>,
    /// For which events readers asked.
    pub lately: Arc<Lately>,
    /// From what age on a sweep asks for a forecast anew.
    pub refresh_after: TimeDelta,
}

impl Forecasts {
    /// [`refresh_after`](Self::refresh_after) where nothing else is said: 6 hours.
    pub const DEFAULT_REFRESH_AFTER: TimeDelta = TimeDelta::hours(6);
}
