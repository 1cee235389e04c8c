use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use fasttrack_domain::{
    event::EventView,
    ports::VenueQueries,
    venue::{VenueDetails, VenueId},
};

use super::ExportError;

/// How many venues are remembered: some 2 MiB at the most.
const MOST: usize = 5_000;

/// The venues of the events that were exported so far, each of them read once.
pub(super) struct KnownVenues {
    queries: Arc<dyn VenueQueries>,
    known: HashMap<VenueId, Arc<VenueDetails>>,
}

impl KnownVenues {
    pub(super) fn new(queries: Arc<dyn VenueQueries>) -> Self {
        Self { queries, known: HashMap::new() }
    }

    /// The venue of an event, if it has one.
    pub(super) async fn of(&mut self, view: &EventView) -> Result<Option<Arc<VenueDetails>>, ExportError> {
        let Some(id) = view.event.details.venue_id else { return Ok(None) };
        if self.known.len() >= MOST && !self.known.contains_key(&id) {
            self.known.clear();
        }
        let details = match self.known.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let venue = self.queries.find(id).await?.ok_or(ExportError::VenueGone)?;
                new.insert(Arc::new(venue.details))
            }
        };
        Ok(Some(Arc::clone(details)))
    }
}
