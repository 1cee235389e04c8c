use std::sync::{Arc, PoisonError, RwLock};

use fasttrack_domain::ports::{Listener, News};

/// Who listens in this process.
#[derive(Default)]
pub(crate) struct Listeners(RwLock<Arc<[Arc<dyn Listener>]>>);

impl Listeners {
    pub(crate) fn add(&self, listener: Arc<dyn Listener>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *all = all.iter().cloned().chain([listener]).collect();
    }

    /// Tells everybody, one after the other.
    pub(crate) fn tell(&self, news: &News) {
        // Not under the lock: a listener may bring another one along.
        let all = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        for listener in &*all {
            listener.hear(news);
        }
    }
}
