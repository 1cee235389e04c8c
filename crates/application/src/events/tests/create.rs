use fasttrack_domain::{
    Constraint, StoreError,
    access::Scope,
    event::{Event, EventCounters, EventView},
    id::Id,
    venue::{Venue, VenueSummary},
    version::Version,
};
use fasttrack_test_support::{FakeUnitOfWork, SequentialIds, a_user, a_venue, an_event, instant};

use super::{an_owner, events};
use crate::{
    authorise::Denied,
    events::EventError,
    testing::{Written, by, by_system, store_of, untouched_store},
};

/// A unit in which there is perhaps a venue, and what events are added.
fn unit_with(venue: Option<&Venue>) -> (FakeUnitOfWork, Written<Event>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let (venue, log) = (venue.cloned(), written.clone());
    unit.venues.expect_find().returning(move |id| Ok(venue.clone().filter(|venue| venue.id == id)));
    unit.events.expect_add().returning(move |event| {
        log.push(event.clone());
        Ok(())
    });
    (unit, written)
}

#[tokio::test]
async fn a_new_event_belongs_to_who_made_it_and_is_written_as_it_is_answered() {
    let (owner, ctx) = an_owner();
    let venue = a_venue("Coliseu").seats(80).build();
    let details = an_event(&a_user("someone").build()).draft().at(&venue).seats(80).build().details;
    let (unit, written) = unit_with(Some(&venue));

    let view = events(store_of(unit)).create(&ctx, details.clone()).await.unwrap().done();

    let now = instant("2030-01-01T12:00:00Z");
    let event = Event {
        id: Id::new(SequentialIds::nth(1)),
        details,
        created_by: owner.id,
        version: Version::FIRST,
        created_at: now,
        updated_at: now,
    };
    let venue = VenueSummary {
        id: venue.id,
        name: venue.details.name,
        city: venue.details.city,
        capacity: venue.details.capacity,
    };
    let counters = EventCounters::default();
    assert_eq!(view, EventView { event: event.clone(), counters, venue: Some(venue), forecast: None });
    assert_eq!(written.lasting(), [event]);
}

#[tokio::test]
async fn an_event_needs_no_venue_and_no_limit() {
    let (owner, ctx) = an_owner();
    let (unit, written) = unit_with(None);
    let view = events(store_of(unit)).create(&ctx, an_event(&owner).build().details).await.unwrap().done();
    assert_eq!(view.venue, None);
    assert_eq!(written.lasting(), [view.event]);
}

#[tokio::test]
async fn a_venue_must_exist() {
    let (owner, ctx) = an_owner();
    let (unit, written) = unit_with(Some(&a_venue("Coliseu").build()));
    let details = an_event(&owner).at(&a_venue("Nowhere").build()).build().details;
    let result = events(store_of(unit)).create(&ctx, details).await;
    assert!(matches!(result, Err(EventError::VenueUnknown)), "{result:?}");
    assert!(written.lasting().is_empty());
}

#[tokio::test]
async fn an_event_is_no_larger_than_its_venue() {
    let (owner, ctx) = an_owner();
    let venue = a_venue("Coliseu").seats(80).build();
    let (unit, written) = unit_with(Some(&venue));
    let details = an_event(&owner).at(&venue).seats(81).build().details;
    let result = events(store_of(unit)).create(&ctx, details).await;
    assert!(matches!(result, Err(EventError::CapacityAboveVenue(80))), "{result:?}");
    assert!(written.lasting().is_empty());
}

#[tokio::test]
async fn what_the_database_refuses_has_its_reason() {
    let (owner, ctx) = an_owner();
    for (constraint, reason) in [
        (Constraint::VenueDoubleBooked, EventError::VenueDoubleBooked),
        (Constraint::VenueUnknown, EventError::VenueUnknown),
        (Constraint::UserUnknown, EventError::Store(StoreError::Conflict(Constraint::UserUnknown))),
    ] {
        let mut unit = FakeUnitOfWork::default();
        unit.events.expect_add().returning(move |_| Err(StoreError::Conflict(constraint)));
        let committed = unit.committed();
        let result = events(store_of(unit)).create(&ctx, an_event(&owner).build().details).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(!committed.get());
    }
}

#[tokio::test]
async fn viewers_and_the_system_make_no_events() {
    let events = events(untouched_store());
    let viewer = a_user("viewer").build();
    let details = an_event(&viewer).build().details;
    for (ctx, reason) in
        [(by(&viewer), Denied::InsufficientScope(Scope::EventsWrite)), (by_system(), Denied::UsersOnly)]
    {
        let result = events.create(&ctx, details.clone()).await;
        assert!(matches!(result, Err(EventError::Denied(denied)) if denied == reason), "{result:?}");
    }
}
