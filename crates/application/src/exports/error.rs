use fasttrack_domain::{StoreError, error::Cause};

use crate::{authorise::Denied, events::EventError};

/// Why an export does not begin, or breaks off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The events cannot be listed.
    #[error(transparent)]
    Events(#[from] EventError),
    /// An event was moved away from its venue, and the venue deleted, in the moment between the
    /// reading of the two.
    #[error("a venue was deleted while its events were exported")]
    VenueGone,
    /// The page cannot be written in this format.
    #[error("the events cannot be rendered")]
    Render(#[source] Cause),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
