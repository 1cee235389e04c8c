//! Every use case that changes what others keep tells them.

use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    StoreError,
    event::{Event, EventCounters, EventId, EventView, ImportOutcome},
    ports::{
        Announcement, CacheGroup, MockEventQueries, MockRegistrationQueries, MockUserQueries,
        MockVenueQueries,
    },
    user::User,
    venue::Venue,
    version::Expected,
};
use fasttrack_test_support::{
    FakeBus, FakeCache, FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_registration, a_user,
    a_venue, an_event, unique_id,
};

use super::Changes;
use crate::{
    events::{Events, ViewCounts},
    imports::{BatchMode, DryRun, Imports},
    registrations::{NewRegistration, Registrations},
    testing::{by, by_system, down, failing_at_commit},
    venues::Venues,
};

/// What hears of changes, and the changes.
#[derive(Default)]
struct Heard {
    bus: Arc<FakeBus>,
    cache: Arc<FakeCache>,
}

impl Heard {
    fn changes(&self) -> Changes {
        Changes { bus: self.bus.clone(), cache: self.cache.clone() }
    }

    fn events(&self, unit: FakeUnitOfWork) -> Events {
        let store = Arc::new(FakeStore::default().then(unit));
        Events {
            views: Arc::new(ViewCounts::new(store.clone())),
            store,
            queries: Arc::new(MockEventQueries::new()),
            cached: Arc::new(MockEventQueries::new()),
            changes: self.changes(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
            forecast_horizon: chrono::TimeDelta::zero(),
        }
    }

    fn venues(&self, unit: FakeUnitOfWork) -> Venues {
        Venues {
            store: Arc::new(FakeStore::default().then(unit)),
            queries: Arc::new(MockVenueQueries::new()),
            cached: Arc::new(MockVenueQueries::new()),
            changes: self.changes(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
        }
    }

    fn registrations(&self, unit: FakeUnitOfWork) -> Registrations {
        Registrations {
            store: Arc::new(FakeStore::default().then(unit)),
            queries: Arc::new(MockRegistrationQueries::new()),
            events: Arc::new(MockEventQueries::new()),
            users: Arc::new(MockUserQueries::new()),
            changes: self.changes(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
        }
    }

    fn imports(&self, unit: FakeUnitOfWork) -> Imports {
        Imports {
            store: Arc::new(FakeStore::default().then(unit)),
            changes: self.changes(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
        }
    }

    #[track_caller]
    fn is(&self, announced: &[Announcement], invalidated: &[CacheGroup]) {
        assert_eq!(self.bus.announced(), announced);
        assert_eq!(self.cache.invalidated(), invalidated);
    }
}

fn an_owner() -> User {
    a_user("owner").editor().build()
}

/// A unit in which everything works, with this event and this venue in it.
fn unit_with(event: &Event, venue: &Venue) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    let view =
        EventView { event: event.clone(), counters: EventCounters::default(), venue: None, forecast: None };
    unit.events.expect_find().returning(move |_| Ok(Some(view.clone())));
    unit.events.expect_add().returning(|_| Ok(()));
    unit.events.expect_add_all().returning(|_| Ok(()));
    unit.events.expect_update().returning(|_, _| Ok(true));
    unit.attachments.expect_of_event().returning(|_| Ok(Vec::new()));
    unit.events.expect_delete().returning(|_| Ok(true));
    unit.events.expect_import().returning(|rows| Ok(vec![ImportOutcome::Added; rows.len()]));
    let there = venue.clone();
    unit.venues.expect_find().returning(move |_| Ok(Some(there.clone())));
    unit.venues.expect_add().returning(|_| Ok(()));
    unit.venues.expect_update().returning(|_, _| Ok(true));
    unit.venues.expect_delete().returning(|_| Ok(true));
    unit.venues.expect_seats_needed().returning(|_, _| Ok(0));
    unit.counters.expect_waiting_for_venue().returning(|_, _| Ok(Vec::new()));
    unit.counters.expect_set_registrations().returning(|_, _| Ok(()));
    unit.registrations.expect_add_all().returning(|_| Ok(()));
    unit.registrations.expect_update().returning(|_| Ok(true));
    let registration = a_registration(event).build();
    unit.registrations.expect_find().returning(move |_, _| Ok(Some(registration.clone())));
    unit.registrations.expect_confirm_first().returning(|_, _| Ok(Vec::new()));
    unit
}

fn changed(id: EventId) -> [Announcement; 1] {
    [Announcement::EventChanged(id)]
}

#[tokio::test]
async fn a_changed_event_is_announced() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let (ctx, event) = (by(&owner), an_event(&owner).build());
    let unit = || unit_with(&event, &venue);

    let heard = Heard::default();
    let view = heard.events(unit()).create(&ctx, event.details.clone()).await.unwrap().done();
    heard.is(&changed(view.event.id), &[CacheGroup::Events]);

    let heard = Heard::default();
    heard.events(unit()).replace(&ctx, event.id, event.details.clone(), &Expected::Any).await.unwrap();
    heard.is(&changed(event.id), &[CacheGroup::Events]);

    let heard = Heard::default();
    heard.events(unit()).delete(&ctx, event.id, &Expected::Any).await.unwrap();
    heard.is(&changed(event.id), &[CacheGroup::Events]);

    let heard = Heard::default();
    heard.events(unit()).create_batch(&ctx, vec![event.details.clone(); 2]).await.unwrap();
    heard.is(&[Announcement::EventsChanged], &[CacheGroup::Events]);
}

#[tokio::test]
async fn changed_counts_are_announced() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let event = an_event(&owner).build();

    let heard = Heard::default();
    let new = NewRegistration { name: "Ana".parse().unwrap(), email: None };
    heard.registrations(unit_with(&event, &venue)).register(&by_system(), event.id, new).await.unwrap();
    heard.is(&changed(event.id), &[CacheGroup::Events]);

    let heard = Heard::default();
    let id = a_registration(&event).build().id;
    heard.registrations(unit_with(&event, &venue)).cancel(&by_system(), event.id, id).await.unwrap();
    heard.is(&changed(event.id), &[CacheGroup::Events]);
}

#[tokio::test]
async fn a_changed_venue_is_announced() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let (ctx, event) = (by(&owner), an_event(&owner).build());
    let unit = || unit_with(&event, &venue);

    let heard = Heard::default();
    heard.venues(unit()).create(&ctx, venue.details.clone()).await.unwrap();
    heard.is(&[], &[CacheGroup::Venues]);

    let heard = Heard::default();
    heard.venues(unit()).replace(&ctx, venue.id, venue.details.clone(), &Expected::Any).await.unwrap();
    heard.is(&[Announcement::EventsChanged], &[CacheGroup::Events, CacheGroup::Venues]);

    let heard = Heard::default();
    heard.venues(unit()).delete(&ctx, venue.id, &Expected::Any).await.unwrap();
    heard.is(&[], &[CacheGroup::Venues]);
}

#[tokio::test]
async fn what_is_imported_is_announced_unless_it_is_taken_back() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let event = an_event(&owner).build();

    let heard = Heard::default();
    let imports = heard.imports(unit_with(&event, &venue));
    imports.add_batch(&by_system(), owner.id, &[], BatchMode::Write).await.unwrap();
    heard.is(&[Announcement::EventsChanged], &[CacheGroup::Events, CacheGroup::Venues]);

    let heard = Heard::default();
    let imports = heard.imports(unit_with(&event, &venue));
    DryRun::default().add_batch(&imports, &by_system(), owner.id, Vec::new()).await.unwrap();
    heard.is(&[], &[]);
}

/// A commit that was not answered may have been carried out; of one that was refused it is known
/// that it was not.
#[tokio::test]
async fn what_may_have_been_committed_is_announced() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let (ctx, event) = (by(&owner), an_event(&owner).build());
    for (error, told) in [(down(), true), (StoreError::Backend("full".into()), false)] {
        let heard = Heard::default();
        let unit = failing_at_commit(unit_with(&event, &venue), error);
        let edit = heard.events(unit).replace(&ctx, event.id, event.details.clone(), &Expected::Any).await;
        edit.unwrap_err();
        assert_eq!(!heard.bus.announced().is_empty(), told);
        assert_eq!(!heard.cache.invalidated().is_empty(), told);
    }
}

#[tokio::test]
async fn what_was_refused_is_not_announced() {
    let (owner, venue) = (an_owner(), a_venue("Teatro").build());
    let (ctx, event) = (by(&owner), an_event(&owner).build());
    let heard = Heard::default();
    let stale = Expected::OneOf(vec![event.version.next()]);
    let unit = unit_with(&event, &venue);
    heard.events(unit).replace(&ctx, event.id, event.details.clone(), &stale).await.unwrap_err();
    heard.is(&[], &[]);
}

/// The caches of this process forget without waiting for anybody: who asks may hang up meanwhile.
#[tokio::test]
async fn this_process_is_told_first() {
    #[derive(Default)]
    struct Order(Mutex<Vec<&'static str>>);
    let order = Arc::<Order>::default();
    let (mut bus, mut cache) =
        (fasttrack_domain::ports::MockBus::new(), fasttrack_domain::ports::MockCache::new());
    let log = Arc::clone(&order);
    bus.expect_publish().returning(move |_| log.0.lock().unwrap().push("told"));
    let log = Arc::clone(&order);
    cache.expect_invalidate().returning(move |_| log.0.lock().unwrap().push("invalidated"));
    let changes = Changes { bus: Arc::new(bus), cache: Arc::new(cache) };
    let id = EventId::new(unique_id());
    for what in [super::Changed::Event(id), super::Changed::Events, super::Changed::VenuesAndEvents] {
        order.0.lock().unwrap().clear();
        changes.told(what, Ok::<_, StoreError>(())).await.unwrap();
        assert_eq!(order.0.lock().unwrap().first(), Some(&"told"), "{what:?}");
    }
}
