use std::sync::Arc;

use async_trait::async_trait;

use crate::{event::EventId, session::SessionId};

/// Carries announcements between the parts of this process, and to the other processes.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Bus: Send + Sync {
    /// Tells every listener of this process before it returns, and those of the others soon after.
    /// Never waits. An announcement to others may be lost: then they go on until what they keep is
    /// too old anyway.
    fn publish(&self, announcement: Announcement);

    /// From now on this listener hears what is announced, here or in another process.
    fn subscribe(&self, listener: Arc<dyn Listener>);

    /// Waits until the others were told what was announced until now; for a moment at the most. For
    /// whoever is about to end.
    async fn flush(&self);
}

/// Hears what is announced.
pub trait Listener: Send + Sync {
    /// Takes note. Everybody else waits meanwhile.
    fn hear(&self, news: &News);
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Somebody announced this.
    Announced(Announcement),
    /// Other processes may have announced anything lately; nobody knows what.
    Missed,
}

/// What processes tell each other, so that none goes on with what is not true any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announcement {
    /// An event changed visibly: its details, its counts or its venue; or it is gone.
    EventChanged(EventId),
    /// Any number of events did.
    EventsChanged,
    /// A session ended, or its user may do other things now.
    SessionEnded(SessionId),
    /// An API key ended, or the user of one may do other things now. Which one is not said: all are
    /// asked for again each second anyway.
    ApiKeysChanged,
}
