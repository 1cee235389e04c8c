//! Reminders: who has a seat is told, some time before the event starts.
//!
//! A [sweep](Reminders::sweep) takes the registrations of which to remind, and adds a job for each in
//! the unit that takes it: so there is one job for each, whatever happens. The job
//! [sends](Reminders::send) the message, if there is still reason to.

mod error;
mod send;
mod sweep;
#[cfg(test)]
mod tests;
mod words;

pub use error::ReminderError;
pub use send::Reminded;

use std::{sync::Arc, time::Duration};

use fasttrack_domain::ports::{Clock, EventQueries, IdGenerator, Notifier, RegistrationQueries, Store};

/// The use cases of reminders. Nobody asks for them but jobs.
#[derive(Clone)]
pub struct Reminders {
    /// Where registrations are taken, and jobs added.
    pub store: Arc<dyn Store>,
    /// Where registrations are read.
    pub registrations: Arc<dyn RegistrationQueries>,
    /// Where their events are read.
    pub events: Arc<dyn EventQueries>,
    /// Brings messages to people.
    pub notifier: Arc<dyn Notifier>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes job identifiers.
    pub ids: Arc<dyn IdGenerator>,
    /// How long before the start of an event its attendees are reminded; `None` for never.
    pub ahead: Option<Duration>,
}
