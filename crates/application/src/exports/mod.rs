//! Exports: all events that fit, as a file, in constant memory.
//!
//! [`Export::next`] reads a page and renders it; whoever asks for the next piece sets the pace, so
//! a slow client holds neither a transaction nor more than a page. An export is no snapshot: what
//! changes while it runs may be seen or not.
//!
//! What is written as CSV, JSON or NDJSON, [`crate::imports`] reads back as equal events, also into
//! an empty database: each event carries the description of its venue.

mod error;
mod format;
#[cfg(test)]
mod fuzz;
mod pages;
mod render;
mod row;
#[cfg(test)]
mod tests;
mod venues;

pub use error::ExportError;
pub use format::ExportFormat;
pub use pages::Export;

use std::sync::Arc;

use fasttrack_domain::{
    event::{EventFilter, EventSort},
    ports::VenueQueries,
};

use crate::{authorise, context::Context, events::Events};

/// The use cases of exports.
#[derive(Clone)]
pub struct Exports {
    /// Lists events, those that may be seen.
    pub events: Events,
    /// Where venues are read.
    pub venues: Arc<dyn VenueQueries>,
}

impl Exports {
    /// Begins an export; nothing is read yet.
    ///
    /// # Errors
    /// [`ExportError::Denied`]: all formats but calendars describe venues, too.
    pub fn begin(
        &self,
        ctx: &Context,
        filter: EventFilter,
        sort: EventSort,
        format: ExportFormat,
    ) -> Result<Export, ExportError> {
        authorise::read_events(ctx)?;
        if format.describes_venues() {
            authorise::read_venues(ctx)?;
        }
        Ok(Export::new(self.clone(), ctx.clone(), filter, sort, format))
    }
}
