use fasttrack_domain::{
    StoreError,
    event::{Event, EventCounters, EventFilter, EventId, EventSort, EventStatus},
    user::User,
    venue::Venue,
    version::{Revision, Version},
};
use fasttrack_test_support::{a_venue, an_event, instant, unique_id};

use crate::{Harness, harness::everything, pages::first, races::race};

/// When these cases take place.
const NOW: &str = "2030-06-01T00:00:00Z";
/// The first instant that is to come.
const COMING: &str = "2030-06-01T00:00:00.000001Z";

async fn a_hall(harness: &Harness) -> (User, Venue) {
    let (user, venue) = (harness.some_user().await, a_venue("Coliseu").seats(90).build());
    harness.add_venue(&venue).await;
    (user, venue)
}

pub(crate) async fn the_counts_are_written_with_a_new_revision_and_without_the_views(harness: &Harness) {
    let user = harness.some_user().await;
    let (event, bystander) = (an_event(&user).build(), an_event(&user).build());
    harness.add_event(&event).await;
    harness.add_event(&bystander).await;
    let mut unit = harness.unit().await;
    unit.counters().add_views(&[(event.id, 5)]).await.unwrap();
    unit.commit().await.unwrap();
    let last_place = u64::from(u32::MAX) + 9;
    for (revision, registered, waitlisted) in [(1, 3, 7), (2, 2, 0), (3, 0, 1_000_000)] {
        let given = EventCounters { registered, waitlisted, last_place, views: 99, revision: Revision(77) };
        let mut unit = harness.unit().await;
        unit.counters().set_registrations(event.id, &given).await.unwrap();
        let expected = EventCounters { views: 5, revision: Revision(revision), ..given };
        assert_eq!(unit.events().find(event.id).await.unwrap().unwrap().counters, expected);
        unit.commit().await.unwrap();
        assert_eq!(harness.view(event.id).await.counters, expected);
    }
    assert_eq!(harness.view(event.id).await.event, event);
    assert_eq!(harness.view(bystander.id).await.counters, EventCounters::default());
    // An event that is gone.
    harness.count_registrations(EventId::new(unique_id()), 1, 0).await;
}

/// A registration reads the counters long before it writes them; looks come in between.
pub(crate) async fn no_look_is_lost_while_people_register(harness: &Harness) {
    let event = an_event(&harness.some_user().await).build();
    harness.add_event(&event).await;
    let (shared, id) = (harness.clone(), event.id);
    let results = race(40, move |i| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            if i % 2 == 0 {
                unit.counters().add_views(&[(id, 3)]).await?;
            } else {
                let mut counters = unit.events().find(id).await?.unwrap().counters;
                counters.registered += 1;
                tokio::task::yield_now().await;
                unit.counters().set_registrations(id, &counters).await?;
            }
            unit.commit().await
        }
    })
    .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let counters = harness.view(event.id).await.counters;
    assert_eq!((counters.registered, counters.views, counters.revision), (20, 60, Revision(20)));
}

/// The use cases never let it come to this: whoever decides holds the event. If one did not, the
/// store would stop it, as what it can only be: a unit that another one overtook.
pub(crate) async fn no_more_are_counted_than_there_are_seats(harness: &Harness) {
    let (user, venue) = a_hall(harness).await;
    let own = an_event(&user).at(&venue).seats(2).build();
    let venues = an_event(&user).at(&venue).build();
    let alone = an_event(&user).seats(3).build();
    let any = an_event(&user).build();
    for event in [&own, &venues, &alone, &any] {
        harness.add_event(event).await;
    }
    for (event, seats) in [(&own, 2), (&venues, 90), (&alone, 3)] {
        harness.count_registrations(event.id, seats, 4).await;
        for too_many in [seats + 1, u32::MAX] {
            let counters = EventCounters { registered: too_many, ..EventCounters::default() };
            let mut unit = harness.unit().await;
            let refused = unit.counters().set_registrations(event.id, &counters).await;
            assert!(matches!(refused, Err(StoreError::Contention(_))), "{refused:?}");
            drop(unit);
        }
        let counters = harness.view(event.id).await.counters;
        assert_eq!((counters.registered, counters.waitlisted), (seats, 4));
    }
    harness.count_registrations(any.id, u32::MAX, 0).await;

    // The hall shrinks below what a past event in it had: its people may still cancel.
    let smaller = Venue { id: venue.id, version: Version(2), ..a_venue("Coliseu").seats(1).build() };
    let mut unit = harness.unit().await;
    assert!(unit.venues().update(&smaller, Version(1)).await.unwrap());
    unit.commit().await.unwrap();
    harness.count_registrations(venues.id, 90, 3).await;
    harness.count_registrations(venues.id, 89, 3).await;
}

pub(crate) async fn has_seats_means_fewer_registered_than_seats(harness: &Harness) {
    let (user, venue) = (harness.some_user().await, a_venue("Sala").seats(3).build());
    harness.add_venue(&venue).await;
    let all = [
        an_event(&user).titled("any").build(),
        an_event(&user).titled("own").at(&venue).seats(2).build(),
        an_event(&user).titled("venue's").at(&venue).build(),
    ];
    for event in &all {
        harness.add_event(event).await;
    }
    let filter = EventFilter { has_seats: true, ..everything() };
    for (registered, expected) in
        [(1, vec!["any", "own", "venue's"]), (2, vec!["any", "venue's"]), (3, vec!["any"])]
    {
        for event in &all {
            let seats = if event.details.title.as_str() == "own" { 2 } else { registered };
            harness.count_registrations(event.id, registered.min(seats), 7).await;
        }
        let found = harness.events.list(&filter, EventSort::Title, &first(10)).await.unwrap().items;
        let titles: Vec<_> = found.iter().map(|view| view.event.details.title.as_str()).collect();
        assert_eq!(titles, expected);
        assert_eq!(harness.events.count(&filter).await.unwrap(), expected.len() as u64);
        assert!(found.iter().all(|view| view.counters.registered == registered));
    }
}

pub(crate) async fn seats_needed_are_those_of_the_fullest_event_to_come(harness: &Harness) {
    let (user, venue) = a_hall(harness).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    let cancelled = EventStatus::Cancelled;
    let coming = |venue: &Venue| an_event(&user).at(venue).starts(COMING);
    // What is added, how many are confirmed for it, and what the venue needs from then on.
    for (event, registered, expected) in [
        (coming(&venue).build(), 0, 0),
        (coming(&venue).seats(89).status(cancelled).build(), 0, 0),
        (coming(&venue).status(cancelled).build(), 88, 0),
        (an_event(&user).at(&venue).starts(NOW).seats(80).build(), 80, 0),
        (coming(&other).seats(70).build(), 60, 0),
        (coming(&venue).build(), 7, 7),
        // What it states, not what it holds.
        (coming(&venue).seats(20).build(), 5, 20),
        (coming(&venue).seats(30).draft().build(), 0, 30),
        (coming(&venue).seats(25).build(), 25, 30),
        (coming(&venue).build(), 31, 31),
    ] {
        harness.add_event(&event).await;
        harness.count_registrations(event.id, registered, 40).await;
        let mut unit = harness.unit().await;
        assert_eq!(unit.venues().seats_needed(venue.id, instant(NOW)).await.unwrap(), expected);
    }
    let mut unit = harness.unit().await;
    let unknown = fasttrack_domain::venue::VenueId::new(unique_id());
    assert_eq!(unit.venues().seats_needed(unknown, instant(NOW)).await.unwrap(), 0);
}

pub(crate) async fn who_waits_for_a_venue_is_found(harness: &Harness) {
    let (user, venue) = a_hall(harness).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    let coming = |venue: &Venue| an_event(&user).at(venue).starts(COMING);
    let later = coming(&venue).starts("2031-01-01T00:00:00Z").build();
    let waits: [(Event, u32); 9] = [
        (later.clone(), 1),
        (coming(&venue).build(), 2),
        (coming(&venue).build(), 0),
        (coming(&venue).seats(5).build(), 1),
        (coming(&venue).draft().build(), 1),
        (coming(&venue).status(EventStatus::Cancelled).build(), 1),
        (coming(&other).build(), 1),
        (an_event(&user).starts(COMING).build(), 1),
        (an_event(&user).at(&venue).starts(NOW).build(), 1),
    ];
    for (event, waitlisted) in &waits {
        harness.add_event(event).await;
        harness.count_registrations(event.id, 0, *waitlisted).await;
    }
    let mut unit = harness.unit().await;
    let mut found = unit.counters().waiting_for_venue(venue.id, instant(NOW)).await.unwrap();
    found.sort();
    let mut expected = [later.id, waits[1].0.id];
    expected.sort();
    assert_eq!(found, expected);
}

pub(crate) async fn venues_are_found_together(harness: &Harness) {
    let (_, venue) = a_hall(harness).await;
    let (other, third) = (a_venue("Teatro").address("Rua 1").build(), a_venue("Arena").build());
    harness.add_venue(&other).await;
    harness.add_venue(&third).await;
    let unknown = fasttrack_domain::venue::VenueId::new(unique_id());
    let mut unit = harness.unit().await;
    let mut found = unit.venues().find_all(&[other.id, unknown, venue.id]).await.unwrap();
    found.sort_by_key(|venue| venue.id);
    assert_eq!(found, [venue, other]);
    assert_eq!(unit.venues().find_all(&[]).await.unwrap(), []);
    let many = (0..2_500).map(|_| fasttrack_domain::venue::VenueId::new(unique_id()));
    let asked: Vec<_> = many.chain([third.id]).collect();
    assert_eq!(unit.venues().find_all(&asked).await.unwrap(), [third]);
}
