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

/// Which versions somebody who changes a thing is ready to write over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever is there.
    Any,
    /// One of these, or else the change is refused as stale.
    OneOf(Vec<Version>),
}

impl Expected {
    /// Whether the version that is there is one that was expected.
    #[must_use]
    pub fn met_by(&self, current: Version) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&current),
        }
    }
}
