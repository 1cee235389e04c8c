use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fasttrack_domain::{
    StoreError,
    blob::BlobKey,
    ports::{BlobStore, UnitOfWork},
};
use tokio::runtime::Handle;

/// A blob to which nothing refers yet. Whatever happens to whoever wrote it (a client that hangs up
/// drops the future of its request), the blob goes with it.
pub(super) struct Unclaimed {
    blobs: Arc<dyn BlobStore>,
    key: BlobKey,
    claimed: AtomicBool,
}

impl Unclaimed {
    pub(super) fn new(blobs: Arc<dyn BlobStore>, key: BlobKey) -> Self {
        Self { blobs, key, claimed: AtomicBool::new(false) }
    }

    /// Commits a unit that refers to it, and so claims it. It stays, too, when nobody knows whether the
    /// unit was committed: because the store does not say, or because nobody waited until it did. If
    /// it was not, the sweep takes the blob.
    pub(super) async fn claimed_by(&self, unit: Box<dyn UnitOfWork>) -> Result<(), StoreError> {
        self.claimed.store(true, Ordering::SeqCst);
        let outcome = unit.commit().await;
        if !matches!(outcome, Ok(()) | Err(StoreError::Unavailable(_))) {
            self.claimed.store(false, Ordering::SeqCst);
        }
        outcome
    }

    /// Removes it, unless something refers to it by now. What cannot be removed the sweep takes.
    pub(super) async fn settle(self) {
        if !self.is_claimed() {
            drop(self.blobs.remove(&self.key).await);
            self.claimed.store(true, Ordering::SeqCst);
        }
    }

    fn is_claimed(&self) -> bool {
        self.claimed.load(Ordering::SeqCst)
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        if self.is_claimed() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let (blobs, key) = (Arc::clone(&self.blobs), self.key.clone());
            drop(runtime.spawn(async move { drop(blobs.remove(&key).await) }));
        }
    }
}
