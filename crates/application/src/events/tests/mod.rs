mod create;
mod delete;
mod forecasts;
mod read;
mod replace;
mod views;

use std::sync::Mutex;

use fasttrack_domain::{
    event::{Event, EventCounters, EventFilter, EventSort, EventView},
    page::{Limit, PageRequest},
    ports::MockEventQueries,
    user::User,
    venue::Venue,
    version::{Expected, Revision},
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_user, an_event};

use super::*;
use crate::{
    context::Context,
    testing::{Written, by, by_system, must_be_send, unheard, untouched_store},
};

fn events(store: Arc<FakeStore>) -> Events {
    Events {
        store: Arc::clone(&store) as _,
        queries: Arc::new(MockEventQueries::new()),
        cached: Arc::new(MockEventQueries::new()),
        changes: unheard(),
        views: Arc::new(ViewCounts::new(store)),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        forecast_horizon: TimeDelta::zero(),
    }
}

fn an_owner() -> (User, Context) {
    let owner = a_user("owner").editor().build();
    let ctx = by(&owner);
    (owner, ctx)
}

fn another_editor() -> Context {
    by(&a_user("other").editor().build())
}

fn seen(event: &Event) -> EventView {
    EventView { event: event.clone(), counters: EventCounters::default(), venue: None, forecast: None }
}

fn with_registered(event: &Event, registered: u32, waitlisted: u32) -> EventView {
    let last_place = u64::from(waitlisted);
    let counters = EventCounters { registered, waitlisted, last_place, ..EventCounters::default() };
    EventView { counters, ..seen(event) }
}

/// A unit in which there is this event and perhaps a venue, and what is written over the event.
/// It counts versions and revisions as a store does.
fn unit_with(view: EventView, venue: Option<Venue>) -> (FakeUnitOfWork, Written<Event>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let there = Arc::new(Mutex::new(view));
    let log = written.clone();
    let row = Arc::clone(&there);
    unit.events
        .expect_find()
        .returning(move |id| Ok(Some(row.lock().unwrap().clone()).filter(|view| view.event.id == id)));
    let row = Arc::clone(&there);
    unit.forecasts.expect_remove().returning(move |id| {
        let mut row = row.lock().unwrap();
        assert_eq!(row.event.id, id);
        row.forecast = None;
        Ok(())
    });
    unit.events.expect_update().returning(move |event, expected| {
        let mut row = there.lock().unwrap();
        if row.event.version != expected {
            return Ok(false);
        }
        log.push(event.clone());
        row.event = event.clone();
        row.counters.revision = Revision(row.counters.revision.0 + 1);
        Ok(true)
    });
    unit.attachments.expect_of_event().returning(|_| Ok(Vec::new()));
    unit.venues.expect_find().returning(move |id| Ok(venue.clone().filter(|venue| venue.id == id)));
    (unit, written)
}

#[test]
fn every_use_case_can_move_between_threads() {
    let events = events(untouched_store());
    let (ctx, event) = (by_system(), an_event(&an_owner().0).build());
    let (id, filter, sort, limit) = (event.id, EventFilter::default(), EventSort::default(), Limit::DEFAULT);
    let (page, any) = (PageRequest::default(), Expected::Any);
    must_be_send(events.get(&ctx, id));
    must_be_send(events.look_at(&ctx, id));
    must_be_send(events.list(&ctx, filter.clone(), sort, &page));
    must_be_send(events.count(&ctx, filter));
    must_be_send(events.upcoming(&ctx, limit));
    must_be_send(events.popular(&ctx, limit));
    must_be_send(events.create(&ctx, event.details.clone()));
    must_be_send(events.replace(&ctx, id, event.details.clone(), &any));
    must_be_send(events.delete(&ctx, id, &any));
    must_be_send(events.views.flush());
}
