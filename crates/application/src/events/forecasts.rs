//! What the forecast of an event has to do with its being written.

use fasttrack_domain::{
    StoreError,
    event::{Event, EventDetails, EventStatus},
    id::Id,
    ports::UnitOfWork,
    venue::{Venue, VenueKind},
};

use super::Events;
use crate::forecasts::{is_foreseeable, refresh_job};

impl Events {
    /// Has the forecast of an event asked for, in the unit that writes the event, if it takes place
    /// somewhere and soon enough. If a job asks already, it will see the event as it is now. What is far
    /// ahead is found by the sweep when it comes nearer.
    pub(super) async fn ask_for_forecast(
        &self,
        unit: &mut dyn UnitOfWork,
        event: &Event,
        venue: Option<&Venue>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let is_soon = is_foreseeable(event.details.schedule.starts_at(), now, self.forecast_horizon);
        if is_soon && has_weather(&event.details, venue) {
            unit.jobs().add(&refresh_job(event, Id::new(self.ids.next()), now)).await?;
        }
        Ok(())
    }
}

fn has_weather(details: &EventDetails, venue: Option<&Venue>) -> bool {
    details.status != EventStatus::Cancelled
        && venue.is_none_or(|venue| venue.details.kind != VenueKind::Online)
}

/// Whether an edit takes the event somewhere else, to another time, or calls it off or on again: its
/// forecast is none any more.
pub(super) fn moves(before: &EventDetails, after: &EventDetails) -> bool {
    let cancelled = |details: &EventDetails| details.status == EventStatus::Cancelled;
    before.city != after.city
        || before.venue_id != after.venue_id
        || before.schedule.starts_at() != after.schedule.starts_at()
        || cancelled(before) != cancelled(after)
}
