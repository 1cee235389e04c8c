use crate::{Constraint, event::Event};

/// Identifies a row of an import by its owner and content, so that importing it again adds
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowFingerprint(pub [u8; 32]);

/// An event to add among others, each on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEvent {
    /// The event to add.
    pub event: Event,
    /// The row of a file that it comes from.
    pub fingerprint: Option<RowFingerprint>,
}

/// What became of one [`ImportedEvent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It was added.
    Added,
    /// The same row was imported before.
    AlreadyThere,
    /// It breaks a rule of the database; the other rows do not suffer.
    Conflict(Constraint),
}
