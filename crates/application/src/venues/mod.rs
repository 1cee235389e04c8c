//! Venues: places that any organiser may manage.

mod create;
mod delete;
mod error;
mod read;
mod replace;
#[cfg(test)]
mod tests;

pub use error::VenueError;

use std::sync::Arc;

use fasttrack_domain::ports::{Clock, IdGenerator, Store, VenueQueries};

use crate::Changes;

/// The use cases of venues.
#[derive(Clone)]
pub struct Venues {
    /// Where venues are written.
    pub store: Arc<dyn Store>,
    /// Where venues are read.
    pub queries: Arc<dyn VenueQueries>,
    /// Where they are read by who does not mind that it was so half a second ago.
    pub cached: Arc<dyn VenueQueries>,
    /// Tells which venues were changed.
    pub changes: Changes,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes venue identifiers.
    pub ids: Arc<dyn IdGenerator>,
}
