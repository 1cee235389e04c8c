use fasttrack_domain::{
    event::{EventFilter, EventSort},
    page::{Limit, PageRequest},
};

use super::{ExportError, ExportFormat, Exports, render::Renderer, venues::KnownVenues};
use crate::{context::Context, events::Events};

/// An export on its way.
pub struct Export {
    events: Events,
    ctx: Context,
    filter: EventFilter,
    sort: EventSort,
    format: ExportFormat,
    venues: KnownVenues,
    renderer: Renderer,
    /// The page to read next; `None` after the last.
    page: Option<PageRequest>,
    written: u64,
}

impl Export {
    pub(super) fn new(
        exports: Exports,
        ctx: Context,
        filter: EventFilter,
        sort: EventSort,
        format: ExportFormat,
    ) -> Self {
        Self {
            events: exports.events,
            ctx,
            filter,
            sort,
            format,
            venues: KnownVenues::new(exports.venues),
            renderer: Renderer::new(format),
            page: Some(PageRequest { limit: Limit::EXPORT, after: None }),
            written: 0,
        }
    }

    /// How many events were written so far.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// The next piece of the file; `None` when it is whole.
    ///
    /// # Errors
    /// [`ExportError`]; then the file is not whole, and nothing more comes of it.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ExportError> {
        let Some(request) = self.page.take() else { return Ok(None) };
        let mut piece = match request.after {
            None => self.renderer.opening().into_bytes(),
            Some(_) => Vec::new(),
        };
        let page = self.events.list(&self.ctx, self.filter.clone(), self.sort, &request).await?;
        for view in &page.items {
            let venue = if self.format.describes_venues() { self.venues.of(view).await? } else { None };
            self.renderer.event(view, venue.as_deref(), &mut piece).map_err(ExportError::Render)?;
            self.written += 1;
        }
        match page.next {
            None => piece.extend_from_slice(self.renderer.closing().as_bytes()),
            after @ Some(_) => self.page = Some(PageRequest { limit: request.limit, after }),
        }
        Ok(Some(piece))
    }
}
