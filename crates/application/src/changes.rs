//! What a use case says after its unit is committed: everybody who keeps something in memory, here
//! or in another process, forgets what is not true any more.

use std::sync::Arc;

use fasttrack_domain::{
    event::EventId,
    ports::{Announcement, Bus, Cache, CacheGroup},
    session::SessionId,
};

/// Tells what was changed. A use case that is killed between its commit and this leaves the others
/// with what they keep until that is too old, which is under a second.
#[derive(Clone)]
pub struct Changes {
    /// Tells the other parts of this process, and the other processes.
    pub bus: Arc<dyn Bus>,
    /// Keeps lists and figures.
    pub cache: Arc<dyn Cache>,
}

impl Changes {
    /// An event was made, changed or removed, or its counts were.
    pub(crate) async fn event(&self, id: EventId) {
        self.bus.publish(Announcement::EventChanged(id));
        self.cache.invalidate(CacheGroup::Events).await;
    }

    /// Any number of events were.
    pub(crate) async fn events(&self) {
        self.bus.publish(Announcement::EventsChanged);
        self.cache.invalidate(CacheGroup::Events).await;
    }

    /// A venue was made or removed: no event is at it.
    pub(crate) async fn venues(&self) {
        self.cache.invalidate(CacheGroup::Venues).await;
    }

    /// Venues were made or changed, and so were events at them.
    pub(crate) async fn venues_and_events(&self) {
        self.venues().await;
        self.events().await;
    }

    /// These sessions ended: their access tokens fail from now on, here at once.
    pub(crate) fn sessions_ended(&self, ended: &[SessionId]) {
        for id in ended {
            self.bus.publish(Announcement::SessionEnded(*id));
        }
    }
}
