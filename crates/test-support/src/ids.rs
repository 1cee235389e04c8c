use std::sync::atomic::{AtomicU64, Ordering};

use fasttrack_domain::ports::IdGenerator;
use uuid::Uuid;

/// Counts upwards in identifiers of the shape of UUID version 7: the same ones in every run, each
/// greater than the one before.
#[derive(Debug)]
pub struct SequentialIds(AtomicU64);

impl SequentialIds {
    /// Gives the identifiers of `first`, `first + 1`, …
    #[must_use]
    pub const fn starting_at(first: u64) -> Self {
        Self(AtomicU64::new(first))
    }

    /// The identifier that stands for a number.
    #[must_use]
    pub fn nth(n: u64) -> Uuid {
        // The number takes the place of the milliseconds, so that identifiers sort like numbers.
        uuid::Builder::from_unix_timestamp_millis(n, &[0; 10]).into_uuid()
    }
}

impl Default for SequentialIds {
    fn default() -> Self {
        Self::starting_at(1)
    }
}

impl IdGenerator for SequentialIds {
    fn next(&self) -> Uuid {
        Self::nth(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// An identifier that no other call in this process got; greater than all before it. What the
/// builders use. It starts far above [`SequentialIds`], so that the two can be mixed.
pub fn unique_id() -> Uuid {
    static IDS: SequentialIds = SequentialIds::starting_at(1 << 40);
    IDS.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_version_7() {
        let ids = SequentialIds::default();
        let (first, second) = (ids.next(), ids.next());
        assert_eq!(first.to_string(), "00000000-0001-7000-8000-000000000000");
        assert_eq!(second.get_version_num(), 7);
        assert!(first < second);
        assert!(second < unique_id());
        assert_ne!(unique_id(), unique_id());
    }
}
