//! What can go wrong at the edge of the domain: values that do not parse, stores that fail.

use std::borrow::Cow;

/// Why a value could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Invalid {
    /// A stable, machine-readable word, such as `too_long`.
    pub code: &'static str,
    /// A sentence for a person. Never holds the rejected value.
    pub detail: Cow<'static, str>,
}

impl Invalid {
    /// An error with a stable code and a sentence.
    pub fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// The cause inside a [`StoreError`], for the log only.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a store did not do what it was asked for.
///
/// "Not found" is no error: it is `Option::None`, or `false`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The change would break a rule that the database keeps.
    #[error("the change conflicts with {0:?}")]
    Conflict(Constraint),
    /// Another unit was in the way (busy, deadlock, serialization failure): trying again from
    /// `begin` may succeed.
    #[error("another unit of work was in the way")]
    Contention(#[source] Cause),
    /// The store cannot be reached now.
    #[error("the store is unavailable")]
    Unavailable(#[source] Cause),
    /// Anything else. Nobody can do something about it but the operator.
    #[error("the store failed")]
    Backend(#[source] Cause),
}

/// The rules that live in the database because concurrent units could break them elsewhere.
///
/// Each store maps its own constraint names to these, in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// Two users of one username.
    UsernameTaken,
    /// Two users of one e-mail address.
    EmailTaken,
    /// The user still owns events.
    UserOwnsEvents,
    /// Two venues of one name in one city.
    VenueNameTaken,
    /// Events take place at the venue.
    VenueInUse,
    /// Two published events with an end overlap at one venue.
    VenueDoubleBooked,
    /// The named venue does not exist.
    VenueUnknown,
    /// The named user does not exist.
    UserUnknown,
    /// Two live registrations of one e-mail address for one event.
    EmailRegistered,
    /// The named event does not exist.
    EventUnknown,
    /// A job of the kind has the unique key, and is neither done nor given up.
    JobKeyTaken,
}
