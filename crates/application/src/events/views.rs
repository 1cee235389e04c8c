use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use fasttrack_domain::{StoreError, event::EventId, ports::Store};

use crate::unit::in_unit;

/// Counts looks at events in memory, so that no read costs a write. Whoever runs the process
/// flushes it every few seconds and at a clean stop; a kill loses what was not flushed.
pub struct ViewCounts {
    store: Arc<dyn Store>,
    pending: Mutex<HashMap<EventId, u64>>,
}

impl ViewCounts {
    /// Counts that will be flushed to this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, pending: Mutex::default() }
    }

    /// One more look at an event.
    pub fn record(&self, event: EventId) {
        self.add([(event, 1)]);
    }

    /// Writes what was counted since the last time.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is lost, and the next flush tries again.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let taken = std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        if taken.is_empty() {
            return Ok(());
        }
        let views: Vec<_> = taken.into_iter().collect();
        let written = in_unit(&*self.store, async |mut unit| {
            unit.counters().add_views(&views).await?;
            unit.commit().await
        });
        let result = written.await;
        if result.is_err() {
            self.add(views);
        }
        result
    }

    fn add(&self, views: impl IntoIterator<Item = (EventId, u64)>) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for (event, count) in views {
            *pending.entry(event).or_default() += count;
        }
    }
}
