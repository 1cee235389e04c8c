use std::collections::HashSet;

use fasttrack_domain::{
    StoreError,
    event::{Event, EventCounters, EventDetails, EventView, ImportOutcome, ImportedEvent},
    id::Id,
    user::UserId,
    venue::Venue,
    version::Version,
};

use super::{EventError, Events, rules};
use crate::{
    authorise,
    changes::Changed,
    context::Context,
    idempotency::{Claimed, KeyError, Outcome, claimed, kept},
    unit::{UnitError, in_unit},
};

/// Why a batch was not made: not one of its events was.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// What is wrong with the events of these indexes, in order.
    #[error("{} of the events cannot be made", .0.len())]
    Rows(Vec<(usize, EventError)>),
    /// What concerns no event in particular.
    #[error(transparent)]
    Whole(#[from] EventError),
}

impl From<StoreError> for BatchError {
    fn from(error: StoreError) -> Self {
        Self::Whole(error.into())
    }
}

impl From<KeyError> for BatchError {
    fn from(error: KeyError) -> Self {
        Self::Whole(error.into())
    }
}

impl UnitError for BatchError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Whole(error) => error.store_error(),
            Self::Rows(_) => None,
        }
    }
}

impl Events {
    /// The most events of one batch.
    pub const MAX_BATCH: usize = 1_000;

    /// Makes all of these events, or none of them, in one unit of work.
    ///
    /// # Errors
    /// [`BatchError::Rows`] names every event that is at fault.
    pub async fn create_batch(
        &self,
        ctx: &Context,
        batch: Vec<EventDetails>,
    ) -> Result<Outcome<Vec<EventView>>, BatchError> {
        let events = self.batch_of(ctx, batch)?;
        let now = self.clock.now();
        let added = in_unit(&*self.store, async |unit| {
            let mut unit = match claimed::<BatchError>(unit, ctx, now).await? {
                Claimed::Now(unit) => unit,
                Claimed::Before(answer) => return Ok(Outcome::Replayed(answer)),
            };
            let venues = rules::fitting_venues(&mut *unit, &events).await?;
            unit.events().add_all(&events).await?;
            for event in &events {
                self.ask_for_forecast(&mut *unit, event, venue_of(event, &venues)).await?;
            }
            let views: Vec<_> = events.iter().map(|event| view(event, &venues)).collect();
            kept::<_, BatchError>(unit, ctx, views).await
        });
        match self.changes.told_once(Changed::Events, added.await).await {
            // Which of them it was, no database says of many rows at once.
            Err(BatchError::Whole(EventError::VenueDoubleBooked | EventError::VenueUnknown)) => {
                self.try_each(&events).await?;
                // It was somebody else's event, and that is gone again.
                Err(BatchError::Whole(EventError::VenueDoubleBooked))
            }
            outcome => outcome,
        }
    }

    /// Does all of it, and takes it back.
    ///
    /// # Errors
    /// As [`Self::create_batch`].
    pub async fn try_batch(&self, ctx: &Context, batch: Vec<EventDetails>) -> Result<(), BatchError> {
        let events = self.batch_of(ctx, batch)?;
        self.try_each(&events).await
    }

    fn batch_of(&self, ctx: &Context, batch: Vec<EventDetails>) -> Result<Vec<Event>, BatchError> {
        authorise::write_events(ctx).map_err(EventError::from)?;
        let owner = ctx.user().map_err(EventError::from)?.user_id;
        Ok(batch.into_iter().map(|details| self.new_event(owner, details)).collect())
    }

    pub(super) fn new_event(&self, owner: UserId, details: EventDetails) -> Event {
        let now = self.clock.now();
        Event {
            id: Id::new(self.ids.next()),
            details,
            created_by: owner,
            version: Version::FIRST,
            created_at: now,
            updated_at: now,
        }
    }

    /// Adds them one by one in a unit that is rolled back, to learn which are at fault. Those that
    /// do not fit their venue are not added, so that all others are looked at nevertheless.
    async fn try_each(&self, events: &[Event]) -> Result<(), BatchError> {
        in_unit(&*self.store, async |mut unit| {
            let mut faults = match rules::fitting_venues(&mut *unit, events).await {
                Ok(_) => Vec::new(),
                Err(BatchError::Rows(faults)) => faults,
                Err(error) => return Err(error),
            };
            let misfits: HashSet<usize> = faults.iter().map(|(i, _)| *i).collect();
            let fitting = || events.iter().enumerate().filter(|(i, _)| !misfits.contains(i));
            let rows: Vec<_> =
                fitting().map(|(_, e)| ImportedEvent { event: e.clone(), fingerprint: None }).collect();
            let outcomes = unit.events().import(&rows).await?;
            faults.extend(fitting().zip(outcomes).filter_map(|((i, _), outcome)| Some((i, fault(outcome)?))));
            faults.sort_by_key(|(i, _)| *i);
            if faults.is_empty() { Ok(()) } else { Err(BatchError::Rows(faults)) }
        })
        .await
    }
}

fn fault(outcome: ImportOutcome) -> Option<EventError> {
    match outcome {
        ImportOutcome::Added | ImportOutcome::AlreadyThere => None,
        ImportOutcome::Conflict(rule) => Some(StoreError::Conflict(rule).into()),
    }
}

fn view(event: &Event, venues: &[Venue]) -> EventView {
    let venue = venue_of(event, venues).cloned().map(rules::summary);
    EventView { event: event.clone(), counters: EventCounters::default(), venue, forecast: None }
}

fn venue_of<'a>(event: &Event, venues: &'a [Venue]) -> Option<&'a Venue> {
    venues.iter().find(|venue| Some(venue.id) == event.details.venue_id)
}
