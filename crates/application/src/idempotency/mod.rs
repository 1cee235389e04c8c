//! Requests that may be made again: under a key, a request is carried out once, and answered the same
//! whenever it is repeated.
//!
//! The answer is kept in the unit that does the work, so a process that dies between the commit and the
//! answer has lost nothing: the next attempt is given what this one would have been. Whoever adapts the
//! use cases to a protocol brings, in the [`Context`](crate::Context), the key and how to put into words
//! what was made; a use case claims the key as soon as it knows that the caller may see the answer, and
//! before any rule that the first attempt may have changed.

mod error;
#[cfg(test)]
mod tests;
mod unit;

pub use error::KeyError;
pub(crate) use unit::{Claimed, claimed, kept};

use std::{fmt, sync::Arc, time::Duration};

use fasttrack_domain::{
    event::EventView, idempotency::StoredAnswer, registration::RegistrationView, venue::Venue,
};

use crate::jobs::JobView;

/// That a request is to be carried out once, however often it is made.
#[derive(Debug, Clone)]
pub struct Once {
    /// What sort of request it is: two of them never share a key.
    pub route: String,
    /// The SHA-256 of the key that the client gave it.
    pub key: [u8; 32],
    /// The SHA-256 of all that it says.
    pub request: [u8; 32],
    /// For how long its answer is kept.
    pub kept_for: Duration,
    /// Puts into words what was made.
    pub answers: Arc<dyn Answers>,
}

/// Answers for what was made, as the client will read it. The first answer and all repetitions are this
/// one.
pub trait Answers: fmt::Debug + Send + Sync {
    /// The answer. Called inside the unit: it may do nothing but write.
    fn answer(&self, made: Made) -> StoredAnswer;
}

/// What a request has made.
#[derive(Debug)]
pub enum Made {
    /// A venue.
    Venue(Venue),
    /// An event.
    Event(EventView),
    /// A batch of events.
    Events(Vec<EventView>),
    /// A registration.
    Registration(RegistrationView),
    /// A job that is done again.
    Job(JobView),
}

/// What came of a request that may have been made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was carried out now, and nobody will ask again.
    Done(T),
    /// It was carried out now, and this answer is kept.
    Kept(StoredAnswer),
    /// It was carried out before, and this was the answer.
    Replayed(StoredAnswer),
}

impl From<Venue> for Made {
    fn from(venue: Venue) -> Self {
        Self::Venue(venue)
    }
}

impl From<EventView> for Made {
    fn from(view: EventView) -> Self {
        Self::Event(view)
    }
}

impl From<Vec<EventView>> for Made {
    fn from(views: Vec<EventView>) -> Self {
        Self::Events(views)
    }
}

impl From<RegistrationView> for Made {
    fn from(view: RegistrationView) -> Self {
        Self::Registration(view)
    }
}

impl From<JobView> for Made {
    fn from(view: JobView) -> Self {
        Self::Job(view)
    }
}
