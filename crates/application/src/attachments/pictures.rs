use std::sync::Arc;

use fasttrack_domain::attachment::AttachmentKind;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::picture::{self, PictureError};

/// Looks into pictures, off the async threads and a few at a time: that bounds what all of them
/// together take. Clones share these bounds.
#[derive(Clone)]
pub struct Pictures {
    max_pixels: u64,
    checking: Arc<Semaphore>,
    decoding: Arc<Semaphore>,
}

impl Pictures {
    /// How many pixels a picture may have where nothing else is said: 40 million.
    pub const DEFAULT_MAX_PIXELS: u64 = 40_000_000;

    /// How many headers are looked at at once, each with its file in memory.
    pub const CHECKED_AT_ONCE: usize = 4;

    /// How many pictures are decoded at once: one takes up to some ten bytes for each of its pixels.
    pub const DECODED_AT_ONCE: usize = 1;

    /// Of up to so many pixels.
    #[must_use]
    pub fn new(max_pixels: u64) -> Self {
        Self {
            max_pixels,
            checking: Arc::new(Semaphore::new(Self::CHECKED_AT_ONCE)),
            decoding: Arc::new(Semaphore::new(Self::DECODED_AT_ONCE)),
        }
    }

    /// All turns to look at a header, taken.
    #[cfg(test)]
    pub(super) async fn taken(&self) -> OwnedSemaphorePermit {
        let all = u32::try_from(Self::CHECKED_AT_ONCE).unwrap();
        Arc::clone(&self.checking).acquire_many_owned(all).await.unwrap()
    }

    /// Refuses a picture that has no header, or too many pixels by it. The file is loaded when it is
    /// its turn.
    pub(super) async fn check<E: From<PictureError>>(
        &self,
        kind: AttachmentKind,
        load: impl Future<Output = Result<Vec<u8>, E>>,
    ) -> Result<(), E> {
        let (turn, max_pixels) = (turn(&self.checking).await?, self.max_pixels);
        let file = load.await?;
        Ok(off_thread(turn, move || picture::check(file, kind, max_pixels)).await?)
    }

    /// A small picture. The file is loaded when it is its turn.
    pub(super) async fn thumbnail<E: From<PictureError>>(
        &self,
        kind: AttachmentKind,
        load: impl Future<Output = Result<Vec<u8>, E>>,
    ) -> Result<Vec<u8>, E> {
        let (turn, max_pixels) = (turn(&self.decoding).await?, self.max_pixels);
        let file = load.await?;
        Ok(off_thread(turn, move || picture::thumbnail(file, kind, max_pixels)).await?)
    }
}

async fn turn(of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, PictureError> {
    // Nobody closes it.
    Arc::clone(of).acquire_owned().await.map_err(|closed| PictureError::Unreadable(closed.into()))
}

/// The turn goes with the work, not with whoever waits for it: a client that hangs up does not stop
/// the thread, and must not make room for another.
async fn off_thread<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> Result<T, PictureError> + Send + 'static,
) -> Result<T, PictureError> {
    let done = spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    // A decoder that panics has met a picture that its author did not think of.
    done.await.unwrap_or_else(|panicked| Err(PictureError::Unreadable(panicked.into())))
}
