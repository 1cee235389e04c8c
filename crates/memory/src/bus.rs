use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use fasttrack_domain::ports::{Announcement, Bus, Listener, News};

/// The bus port within one process: who publishes calls everybody who listens.
#[derive(Default)]
pub struct MemoryBus {
    listeners: RwLock<Arc<[Arc<dyn Listener>]>>,
}

impl MemoryBus {
    /// A bus on which nobody listens yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Bus for MemoryBus {
    fn publish(&self, announcement: Announcement) {
        // Not under the lock: a listener may bring another one along.
        let all = Arc::clone(&self.listeners.read().unwrap_or_else(PoisonError::into_inner));
        for listener in &*all {
            listener.hear(&News::Announced(announcement));
        }
    }

    fn subscribe(&self, listener: Arc<dyn Listener>) {
        let mut all = self.listeners.write().unwrap_or_else(PoisonError::into_inner);
        *all = all.iter().cloned().chain([listener]).collect();
    }

    /// There are no others.
    async fn flush(&self) {}
}
