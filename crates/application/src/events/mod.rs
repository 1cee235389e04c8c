//! Events: created, edited and looked at.

mod batch;
mod create;
mod delete;
mod error;
mod forecasts;
mod read;
mod replace;
mod rules;
#[cfg(test)]
mod tests;
mod views;

pub use batch::BatchError;
pub use error::EventError;
pub(crate) use rules::summary as venue_summary;
pub use views::ViewCounts;

use std::sync::Arc;

use chrono::TimeDelta;
use fasttrack_domain::ports::{Clock, EventQueries, IdGenerator, Store};

use crate::Changes;

/// The use cases of events.
#[derive(Clone)]
pub struct Events {
    /// Where events are written.
    pub store: Arc<dyn Store>,
    /// Where events are read.
    pub queries: Arc<dyn EventQueries>,
    /// Where they are read by who does not mind that it was so half a second ago.
    pub cached: Arc<dyn EventQueries>,
    /// Tells which events were changed.
    pub changes: Changes,
    /// Where looks at events are counted.
    pub views: Arc<ViewCounts>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers of events and jobs.
    pub ids: Arc<dyn IdGenerator>,
    /// How far ahead the weather is forecast.
    pub forecast_horizon: TimeDelta,
}
