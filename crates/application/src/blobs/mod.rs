//! Blobs: removed when nothing refers to them any more.

mod owner;
mod remove;
mod sweep;
#[cfg(test)]
mod tests;

pub use owner::BlobOwner;
pub use sweep::{SweepError, Swept};

use std::{sync::Arc, time::Duration};

use fasttrack_domain::ports::{BlobStore, Clock};

/// Keeps blobs from being there for nothing.
#[derive(Clone)]
pub struct Blobs {
    /// Where they are.
    pub store: Arc<dyn BlobStore>,
    /// Whose they can be.
    pub owners: Vec<Arc<dyn BlobOwner>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long a blob may be there before anything refers to it.
    pub orphan_age: Duration,
}

impl Blobs {
    /// [`orphan_age`](Self::orphan_age) where nothing else is said: a day, which is longer than anybody
    /// takes to send a file.
    pub const DEFAULT_ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);
}
