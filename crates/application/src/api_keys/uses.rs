use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use fasttrack_domain::{
    StoreError,
    api_key::{ActiveApiKey, ApiKeyId},
    ports::Store,
    time::Timestamp,
};

use crate::unit::in_unit;

/// Notes in memory when API keys are used, so that no request waits for a write. Whoever runs the
/// process flushes it every few seconds and at a clean stop; a kill loses what was not flushed.
///
/// Only keys that there are get in here, each once, so it grows no larger than the keys in use.
pub struct KeyUses {
    store: Arc<dyn Store>,
    pending: Mutex<HashMap<ApiKeyId, Timestamp>>,
}

impl KeyUses {
    /// Uses that will be flushed to this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, pending: Mutex::default() }
    }

    /// A key was used. Unless it is known that it was so less than a minute ago, that will be written.
    pub fn note(&self, key: &ActiveApiKey, now: Timestamp) {
        if key.use_counts(now) {
            self.pending().entry(key.id).or_insert(now);
        }
    }

    /// Writes what was noted since the last time.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is lost, and the next flush tries again.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let taken = std::mem::take(&mut *self.pending());
        if taken.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = taken.into_iter().collect();
        let written = in_unit(&*self.store, async |mut unit| {
            unit.api_keys().note_uses(&uses).await?;
            unit.commit().await
        });
        let result = written.await;
        if result.is_err() {
            let mut pending = self.pending();
            for (id, at) in uses {
                pending.entry(id).or_insert(at);
            }
        }
        result
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<ApiKeyId, Timestamp>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
