use std::{ops::Range, sync::Arc};

use fasttrack_domain::{
    Invalid, StoreError,
    event::{Event, EventCounters, EventStatus, EventView},
    ports::{EventQueries, Store, UnitOfWork},
    registration::Registration,
    venue::Venue,
};

use super::{SeedPlan, random::Random, sketch};
use crate::{
    events::venue_summary,
    registrations::take_seat,
    unit::{UnitError, in_unit},
};

/// Makes demo data.
#[derive(Clone)]
pub struct Seeder {
    /// Where it is written.
    pub store: Arc<dyn Store>,
    /// Where it is seen whether it is there already.
    pub queries: Arc<dyn EventQueries>,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeedReport {
    /// Events.
    pub events: u64,
    /// Registrations with a seat.
    pub registered: u64,
    /// Registrations that wait for one.
    pub waitlisted: u64,
}

/// Why demo data could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The first event of this seed is there already.
    #[error("the demo data of this seed is there already: take another seed, or an empty database")]
    AlreadyThere,
    /// A word does not fit: a defect of the lists.
    #[error("the word lists of the demo data do not fit")]
    Words(#[from] Invalid),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for SeedError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl Seeder {
    /// Makes the venues, and answers them in the order of their numbers.
    ///
    /// # Errors
    /// [`SeedError::AlreadyThere`] when this seed was used before.
    pub async fn venues(&self, plan: &SeedPlan) -> Result<Vec<Venue>, SeedError> {
        let first = sketch::event(plan, 0, &[])?;
        if self.queries.find(first.id).await?.is_some() {
            return Err(SeedError::AlreadyThere);
        }
        let sketches =
            (0..sketch::venue_count()).map(|i| sketch::venue(plan, i)).collect::<Result<Vec<_>, _>>()?;
        in_unit(&*self.store, async |mut unit| {
            let mut venues = Vec::with_capacity(sketches.len());
            for venue in &sketches {
                venues.push(unit.venues().find_or_add(venue).await?);
            }
            unit.commit().await?;
            Ok(venues)
        })
        .await
    }

    /// Makes the events of these numbers, with who attends them, in one unit of work.
    ///
    /// # Errors
    /// [`SeedError`]; then none of them was made.
    pub async fn batch(
        &self,
        plan: &SeedPlan,
        venues: &[Venue],
        numbers: Range<u64>,
    ) -> Result<SeedReport, SeedError> {
        let events: Vec<Event> =
            numbers.clone().map(|i| sketch::event(plan, i, venues)).collect::<Result<_, _>>()?;
        let (mut registrations, mut counters) = (Vec::new(), Vec::new());
        let mut report = SeedReport { events: events.len() as u64, ..SeedReport::default() };
        for (number, event) in numbers.zip(&events) {
            if event.details.status != EventStatus::Published {
                continue;
            }
            let mut view = view(event, venues);
            registrations.extend(attend(plan, number, &mut view)?);
            if view.counters != EventCounters::default() {
                counters.push((event.id, view.counters));
                report.registered += u64::from(view.counters.registered);
                report.waitlisted += u64::from(view.counters.waitlisted);
            }
        }
        in_unit(&*self.store, async |mut unit| {
            write(&mut *unit, &events, &registrations, &counters).await?;
            unit.commit().await?;
            Ok::<_, SeedError>(())
        })
        .await?;
        Ok(report)
    }
}

async fn write(
    unit: &mut dyn UnitOfWork,
    events: &[Event],
    registrations: &[Registration],
    counters: &[(fasttrack_domain::event::EventId, EventCounters)],
) -> Result<(), StoreError> {
    unit.events().add_all(events).await?;
    unit.registrations().add_all(registrations).await?;
    for (event, counters) in counters {
        unit.counters().set_registrations(*event, counters).await?;
    }
    Ok(())
}

fn view(event: &Event, venues: &[Venue]) -> EventView {
    let venue = venues.iter().find(|venue| Some(venue.id) == event.details.venue_id).cloned();
    EventView {
        event: event.clone(),
        counters: EventCounters::default(),
        venue: venue.map(venue_summary),
        forecast: None,
    }
}

fn attend(plan: &SeedPlan, number: u64, view: &mut EventView) -> Result<Vec<Registration>, SeedError> {
    let mut random = Random::of(plan.seed, 4, number);
    let made = view.event.created_at;
    let mut registrations = Vec::new();
    for name in sketch::attendees(plan, number)? {
        let (status, place) = take_seat(view);
        registrations.push(Registration {
            id: random.id(number),
            event_id: view.event.id,
            user_id: None,
            name,
            email: None,
            status,
            place,
            checked_in_at: None,
            created_at: made,
        });
    }
    Ok(registrations)
}
