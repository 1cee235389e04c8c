//! Numbers that tell one state of a thing from another.

/// Counts the edits of an entity by people; starts at 1. The basis of `If-Match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub i64);

impl Version {
    /// The version of a thing that was just made.
    pub const FIRST: Self = Self(1);

    /// The version after one more edit.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Counts every visible change of an event but its views; starts at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Revision(pub i64);
