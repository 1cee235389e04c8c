use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
};

use uuid::Uuid;

/// A number a thing that grows when the thing is forgotten.
///
/// To invalidate a cache is not enough: a question that was put before can be answered after, and
/// would bring the old answer back. An answer therefore carries the number that it was asked
/// under, and counts only while the number is the same. Things share a fixed set of numbers; one that
/// shares that of a forgotten one is only asked for once more.
pub(crate) struct Generations([AtomicU64; Self::STRIPES]);

impl Generations {
    const STRIPES: usize = 256;

    pub(crate) fn new() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }

    pub(crate) fn current(&self, id: Uuid) -> u64 {
        self.of(id).load(Ordering::SeqCst)
    }

    pub(crate) fn advance(&self, id: Uuid) {
        self.of(id).fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn advance_all(&self) {
        for generation in &self.0 {
            generation.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[expect(clippy::indexing_slicing, reason = "a byte is always below 256")]
    fn of(&self, id: Uuid) -> &AtomicU64 {
        // The last byte of a UUID of version 7 is random.
        let [.., last] = id.into_bytes();
        &self.0[usize::from(last)]
    }
}
