//! What a use case says when its unit has ended: everybody who keeps something in memory, here or in
//! another process, forgets what is not true any more.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use fasttrack_domain::{
    StoreError,
    event::EventId,
    ports::{Announcement, Bus, Cache, CacheGroup},
    session::SessionId,
};

use crate::{idempotency::Outcome, unit::UnitError};

/// Tells what was changed. A use case that is cut off between its commit and this leaves others with
/// what they keep until that is too old, which is under a second.
#[derive(Clone)]
pub struct Changes {
    /// Tells the other parts of this process, and the other processes.
    pub bus: Arc<dyn Bus>,
    /// Keeps lists and figures.
    pub cache: Arc<dyn Cache>,
}

/// What a unit may have changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Changed {
    /// An event was made, changed or removed, or its counts were.
    Event(EventId),
    /// Any number of events were.
    Events,
    /// A venue was made or removed: no event is at it.
    Venues,
    /// Venues were made or changed, and so were events at them.
    VenuesAndEvents,
}

impl Changes {
    /// Tells what a unit changed, and hands on how it ended. Only of one that has certainly changed
    /// nothing nothing is told: a commit that was not answered may have been carried out.
    pub(crate) async fn told<T, E: UnitError>(&self, what: Changed, outcome: Result<T, E>) -> Result<T, E> {
        let unanswered = |error: &E| matches!(error.store_error(), Some(StoreError::Unavailable(_)));
        if outcome.as_ref().map_or_else(unanswered, |_| true) {
            self.tell(what).await;
        }
        outcome
    }

    /// The same of what may have been done before: then nothing was changed now.
    pub(crate) async fn told_once<T, E: UnitError>(
        &self,
        what: Changed,
        outcome: Result<Outcome<T>, E>,
    ) -> Result<Outcome<T>, E> {
        match outcome {
            Ok(Outcome::Replayed(_)) => outcome,
            outcome => self.told(what, outcome).await,
        }
    }

    async fn tell(&self, what: Changed) {
        // This process first, and without waiting: whoever asks may hang up meanwhile.
        match what {
            Changed::Event(id) => self.bus.publish(Announcement::EventChanged(id)),
            Changed::Events | Changed::VenuesAndEvents => self.bus.publish(Announcement::EventsChanged),
            Changed::Venues => {}
        }
        if !matches!(what, Changed::Venues) {
            self.cache.invalidate(CacheGroup::Events).await;
        }
        if matches!(what, Changed::Venues | Changed::VenuesAndEvents) {
            self.cache.invalidate(CacheGroup::Venues).await;
        }
    }

    /// These sessions ended: their access tokens fail from now on, here at once.
    pub(crate) fn sessions_ended(&self, ended: &[SessionId]) {
        for id in ended {
            self.bus.publish(Announcement::SessionEnded(*id));
        }
    }

    /// API keys ended, or allow other things now: here at once.
    pub(crate) fn api_keys_changed(&self) {
        self.bus.publish(Announcement::ApiKeysChanged);
    }
}
