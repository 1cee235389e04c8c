use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

/// Rings when there are new jobs. All who write are in this process, so it needs no more.
#[derive(Clone, Default)]
pub(crate) struct Bell {
    /// How often it rang.
    rung: Arc<watch::Sender<u64>>,
    /// How often it had rung when somebody heard it last.
    heard: Arc<AtomicU64>,
}

impl Bell {
    /// Rings those who wait; when nobody does, the next one who comes: it may have looked before this,
    /// and not have begun to wait yet.
    pub(crate) fn ring(&self) {
        self.rung.send_modify(|times| *times += 1);
    }

    /// Returns when it rings, and after this time in any case.
    pub(super) async fn wait(&self, most: Duration) {
        let mut rung = self.rung.subscribe();
        let before = *rung.borrow_and_update();
        if self.heard.swap(before, Ordering::Relaxed) == before && timeout(most, rung.changed()).await.is_ok()
        {
            self.heard.store(*rung.borrow(), Ordering::Relaxed);
        }
    }
}
