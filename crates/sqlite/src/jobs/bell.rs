use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, time::timeout};

/// Rings when there are new jobs. All who write are in this process, so it needs no more.
#[derive(Clone, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    /// Rings those who wait, and the next one who comes: it may have looked before this, and not have
    /// begun to wait yet.
    pub(crate) fn ring(&self) {
        self.0.notify_waiters();
        self.0.notify_one();
    }

    /// Returns when it rings, and after this time in any case.
    pub(super) async fn wait(&self, most: Duration) {
        drop(timeout(most, self.0.notified()).await);
    }
}
