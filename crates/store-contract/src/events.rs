use fasttrack_domain::{
    event::{Description, Event, EventDetails, EventId, EventStatus, Schedule, Tag, Tags, Title},
    text::City,
    time::Timestamp,
    user::UserId,
    venue::{Capacity, VenueId, VenueSummary},
    version::{Revision, Version},
};
use fasttrack_test_support::{a_user, a_venue, an_event, instant, unique_id};

use crate::{Harness, assert_conflict, races::race, users::LATEST};

pub(crate) async fn every_field_survives(harness: &Harness) {
    let (user, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    for status in EventStatus::ALL {
        let mut event = an_event(&user)
            .titled("Fado à noite 🎶")
            .about("Zwei Zeilen\n\tund ein Tab – “ünïcode”")
            .status(status)
            .at(&venue)
            .city("São Paulo")
            .tags(&["Música", "c++", "a:b", "東京"])
            .seats(42)
            .build();
        let (start, end) = (instant("2030-06-01T18:00:00.000001Z"), instant("2030-06-01T18:00:00.000002Z"));
        event.details.schedule =
            Schedule::new(start, Some(end), "America/Sao_Paulo".parse().unwrap()).unwrap();
        event.version = Version(7);
        event.updated_at = instant("2030-01-02T03:04:05.678901Z");
        harness.add_event(&event).await;

        let view = harness.view(event.id).await;
        assert_eq!(view.event, event);
        let summary = view.venue.unwrap();
        assert_eq!(
            summary,
            VenueSummary {
                id: venue.id,
                name: venue.details.name.clone(),
                city: venue.details.city.clone(),
                capacity: venue.details.capacity,
            }
        );
        let in_unit = harness.unit().await.events().find(event.id).await.unwrap().unwrap();
        assert_eq!((in_unit.event, in_unit.venue), (event.clone(), Some(summary)));
        // The next one needs the venue at the same time.
        let mut unit = harness.unit().await;
        assert!(unit.events().delete(event.id).await.unwrap());
        unit.commit().await.unwrap();
    }
    let unknown = EventId::new(unique_id());
    assert_eq!(harness.events.find(unknown).await.unwrap(), None);
    assert_eq!(harness.unit().await.events().find(unknown).await.unwrap(), None);
}

pub(crate) async fn the_shortest_and_earliest_values_survive(harness: &Harness) {
    let user = harness.some_user().await;
    let event = an_event(&user)
        .titled("x")
        .about("")
        .city("y")
        .seats(1)
        .starts("1970-01-01T00:00:00Z")
        .made_at(Timestamp::EPOCH)
        .build();
    harness.add_event(&event).await;
    let view = harness.view(event.id).await;
    assert_eq!((view.event, view.venue), (event, None));
}

pub(crate) async fn the_longest_and_latest_values_survive(harness: &Harness) {
    let user = harness.some_user().await;
    let tags: Vec<String> = (0..Tags::MAX).map(|i| format!("{i}{}", "é".repeat(Tag::MAX - 1))).collect();
    let event = an_event(&user)
        .titled(&"🎉".repeat(Title::MAX))
        .about(&"語 ".repeat(Description::MAX / 2 - 1))
        .city(&"ç".repeat(City::MAX))
        .tags(&tags.iter().map(String::as_str).collect::<Vec<_>>())
        .seats(i64::from(Capacity::MAX))
        .between("9999-12-31T23:59:59.999998Z", LATEST)
        .made_at(instant(LATEST))
        .build();
    harness.add_event(&event).await;
    assert_eq!(harness.view(event.id).await.event, event);
}

pub(crate) async fn an_event_needs_its_venue_and_its_owner(harness: &Harness) {
    let (user, venue) = (harness.some_user().await, a_venue("Nowhere").build());
    let (nobody, known) = (UserId::new(unique_id()), a_venue("Coliseu").build());
    harness.add_venue(&known).await;
    assert_conflict!(harness.try_add_event(&an_event(&user).at(&venue).build()).await, VenueUnknown);
    assert_conflict!(harness.try_add_event(&an_event(&user).owned_by(nobody).build()).await, UserUnknown);
    let event = an_event(&user).at(&known).owned_by(nobody).build();
    assert_conflict!(harness.try_add_event(&event).await, UserUnknown);
}

pub(crate) async fn an_update_writes_every_field(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    let (venue, elsewhere) = (a_venue("Coliseu").build(), a_venue("Teatro").build());
    harness.add_user(&other).await;
    harness.add_venue(&venue).await;
    harness.add_venue(&elsewhere).await;
    let full = an_event(&user)
        .at(&venue)
        .tags(&["a", "b", "c"])
        .seats(9)
        .about("before")
        .between("2030-06-01T18:00:00Z", "2030-06-01T20:00:00Z")
        .build();
    let bystander = an_event(&user).tags(&["a"]).build();
    harness.add_event(&full).await;
    harness.add_event(&bystander).await;

    let bare = EventDetails { venue_id: None, ..an_event(&user).titled("Bare").draft().build().details };
    let moved = an_event(&user).at(&elsewhere).tags(&["c", "z"]).seats(3).city("Porto").build().details;
    for (version, details) in [(2, bare), (3, moved)] {
        let event = Event {
            id: full.id,
            details,
            created_by: other.id,
            version: Version(version),
            created_at: instant("2031-01-01T00:00:00Z"),
            updated_at: instant("2032-01-01T00:00:00Z"),
        };
        assert!(harness.try_update_event(&event).await.unwrap());
        assert_eq!(harness.view(full.id).await.event, event);
    }
    assert_eq!(harness.view(bystander.id).await.event, bystander);
}

pub(crate) async fn an_update_of_another_version_writes_nothing(harness: &Harness) {
    let user = harness.some_user().await;
    let event = an_event(&user).tags(&["a"]).build();
    harness.add_event(&event).await;
    let edited = Event { version: Version(2), ..an_event(&user).titled("Edited").build() };
    let edited = Event { id: event.id, ..edited };
    for (id, expected) in [(event.id, 2), (event.id, 0), (EventId::new(unique_id()), 1)] {
        let mut unit = harness.unit().await;
        let event = Event { id, ..edited.clone() };
        assert!(!unit.events().update(&event, Version(expected)).await.unwrap());
        unit.commit().await.unwrap();
    }
    let view = harness.view(event.id).await;
    assert_eq!((view.event, view.counters.revision), (event, Revision(0)));
}

pub(crate) async fn one_of_many_edits_of_a_version_wins(harness: &Harness) {
    let user = harness.some_user().await;
    let event = an_event(&user).build();
    harness.add_event(&event).await;
    let (shared, base) = (harness.clone(), event.clone());
    let written = race(10, move |i| {
        let harness = shared.clone();
        let mut edited = Event { version: Version(2), ..base.clone() };
        edited.details.title = format!("Edit {i}").parse().unwrap();
        async move { harness.try_update_event(&edited).await }
    })
    .await;
    assert_eq!(written.into_iter().filter(|written| *written.as_ref().unwrap()).count(), 1);
    assert_eq!(harness.view(event.id).await.counters.revision, Revision(1));
}

pub(crate) async fn an_update_needs_its_venue(harness: &Harness) {
    let user = harness.some_user().await;
    let mut event = an_event(&user).build();
    harness.add_event(&event).await;
    event.version = Version(2);
    event.details.venue_id = Some(VenueId::new(unique_id()));
    assert_conflict!(harness.try_update_event(&event).await, VenueUnknown);
}

pub(crate) async fn a_deleted_event_is_gone(harness: &Harness) {
    let user = harness.some_user().await;
    let event = an_event(&user).tags(&["a"]).build();
    harness.add_event(&event).await;
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    assert!(!unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.events.find(event.id).await.unwrap(), None);
    harness.add_event(&event).await;
    assert_eq!(harness.view(event.id).await.event, event);
}

pub(crate) async fn reassigning_moves_all_events_of_the_owner(harness: &Harness) {
    let (from, to) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&to).await;
    let (first, second, already) =
        (an_event(&from).build(), an_event(&from).draft().build(), an_event(&to).build());
    for event in [&first, &second, &already] {
        harness.add_event(event).await;
    }
    let mut unit = harness.unit().await;
    assert_eq!(unit.events().reassign(from.id, to.id).await.unwrap(), 2);
    assert_eq!(unit.events().reassign(from.id, to.id).await.unwrap(), 0);
    unit.commit().await.unwrap();

    for (event, revision) in [(first, 1), (second, 1), (already, 0)] {
        let view = harness.view(event.id).await;
        assert_eq!(view.event, Event { created_by: to.id, ..event });
        assert_eq!(view.counters.revision, Revision(revision));
    }
}

pub(crate) async fn reassigning_needs_the_new_owner(harness: &Harness) {
    let user = harness.some_user().await;
    harness.add_event(&an_event(&user).build()).await;
    let nobody = UserId::new(unique_id());
    assert_conflict!(harness.unit().await.events().reassign(user.id, nobody).await, UserUnknown);
}
