//! Registrations: seats, the waitlist, and who came.
//!
//! Every unit that touches registrations begins with the event, which holds its counters until the
//! unit ends: so there are never more confirmed than seats, and the waitlist is in the order in
//! which units commit.

mod cancel;
mod check_in;
mod error;
pub(crate) mod promotion;
mod read;
mod register;

pub use error::RegistrationError;
pub use register::NewRegistration;
pub(crate) use register::take_seat;

use std::sync::Arc;

use fasttrack_domain::{
    event::{EventId, EventStatus, EventView},
    ports::{Clock, EventQueries, IdGenerator, RegistrationQueries, Store, UnitOfWork, UserQueries},
    time::Timestamp,
};

use crate::{Changes, authorise, context::Context};

/// The use cases of registrations.
#[derive(Clone)]
pub struct Registrations {
    /// Where registrations are written.
    pub store: Arc<dyn Store>,
    /// Where registrations are read.
    pub queries: Arc<dyn RegistrationQueries>,
    /// Where the event of a list is read.
    pub events: Arc<dyn EventQueries>,
    /// Where the address of who registers is read.
    pub users: Arc<dyn UserQueries>,
    /// Tells whose counts were changed.
    pub changes: Changes,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes registration identifiers.
    pub ids: Arc<dyn IdGenerator>,
}

/// The event, held until the unit ends, if it may be seen.
async fn held(unit: &mut dyn UnitOfWork, ctx: &Context, id: EventId) -> Result<EventView, RegistrationError> {
    let view = unit.events().find(id).await?;
    view.filter(|view| authorise::may_see(ctx, &view.event)).ok_or(RegistrationError::EventNotFound)
}

/// Whether seats of the event are given away at this time.
pub(crate) fn is_open(view: &EventView, now: Timestamp) -> bool {
    let details = &view.event.details;
    details.status == EventStatus::Published && details.schedule.starts_at() > now
}
