use fasttrack_domain::{
    event::{Event, EventCounters, EventId, EventStatus, EventView},
    page::Limit,
    venue::Venue,
    version::{Revision, Version},
};
use fasttrack_test_support::{a_venue, an_event, instant, unique_id};

use crate::Harness;

fn titles(views: &[EventView]) -> Vec<&str> {
    views.iter().map(|view| view.event.details.title.as_str()).collect()
}

async fn add_views(harness: &Harness, views: &[(EventId, u64)]) {
    let mut unit = harness.unit().await;
    unit.counters().add_views(views).await.unwrap();
    unit.commit().await.unwrap();
}

pub(crate) async fn counters_start_at_zero(harness: &Harness) {
    let event = an_event(&harness.some_user().await).build();
    harness.add_event(&event).await;
    assert_eq!(harness.view(event.id).await.counters, EventCounters::default());
}

pub(crate) async fn an_edit_is_a_new_revision(harness: &Harness) {
    let mut event = an_event(&harness.some_user().await).build();
    harness.add_event(&event).await;
    for version in 2..5 {
        event.version = Version(version);
        assert!(harness.try_update_event(&event).await.unwrap());
        let view = harness.view(event.id).await;
        assert_eq!(view.event.version, Version(version));
        assert_eq!(view.counters.revision, Revision(version - 1));
    }
}

pub(crate) async fn views_are_added_without_a_new_revision(harness: &Harness) {
    let user = harness.some_user().await;
    let (first, second) = (an_event(&user).build(), an_event(&user).build());
    harness.add_event(&first).await;
    harness.add_event(&second).await;
    add_views(harness, &[(first.id, 3), (EventId::new(unique_id()), 9), (second.id, 1)]).await;
    add_views(harness, &[(first.id, 4_000_000_000)]).await;
    add_views(harness, &[]).await;

    for (event, views) in [(first, 4_000_000_003), (second, 1)] {
        let view = harness.view(event.id).await;
        assert_eq!(view.event, event);
        assert_eq!(view.counters, EventCounters { views, ..EventCounters::default() });
    }
}

pub(crate) async fn a_change_of_the_venue_is_a_new_revision(harness: &Harness) {
    let user = harness.some_user().await;
    let (venue, other) = (a_venue("Coliseu").build(), a_venue("Teatro").build());
    harness.add_venue(&venue).await;
    harness.add_venue(&other).await;
    let (here, there, nowhere) =
        (an_event(&user).at(&venue).build(), an_event(&user).at(&other).build(), an_event(&user).build());
    for event in [&here, &there, &nowhere] {
        harness.add_event(event).await;
    }
    let renamed = Venue { id: venue.id, version: Version(2), ..a_venue("Arena").build() };
    let mut unit = harness.unit().await;
    assert!(unit.venues().update(&renamed, Version(1)).await.unwrap());
    // Not the expected version: no change, no new revision.
    assert!(!unit.venues().update(&renamed, Version(1)).await.unwrap());
    unit.commit().await.unwrap();

    let view = harness.view(here.id).await;
    assert_eq!((view.event.version, view.counters.revision), (Version(1), Revision(1)));
    assert_eq!(view.venue.unwrap().name.as_str(), "Arena");
    for event in [there, nowhere] {
        assert_eq!(harness.view(event.id).await.counters.revision, Revision(0));
    }
}

pub(crate) async fn popular_is_by_views_then_start_then_id(harness: &Harness) {
    let user = harness.some_user().await;
    let event = |title: &str, start: &str| an_event(&user).titled(title).starts(start);
    let ties = [
        event("later", "2030-03-01T00:00:00Z").build(),
        event("sooner, first", "2030-02-01T00:00:00Z").build(),
        event("sooner, second", "2030-02-01T00:00:00Z").build(),
    ];
    let most = event("most", "2031-01-01T00:00:00Z").build();
    let hidden = [
        event("draft", "2030-01-01T00:00:00Z").draft().build(),
        event("cancelled", "2030-01-01T00:00:00Z").status(EventStatus::Cancelled).build(),
    ];
    let never = event("never", "2029-01-01T00:00:00Z").build();
    for event in ties.iter().chain([&most, &never]).chain(&hidden) {
        harness.add_event(event).await;
    }
    let views: Vec<(EventId, u64)> =
        ties.iter().map(|event| (event.id, 5)).chain(hidden.iter().map(|event| (event.id, 99))).collect();
    add_views(harness, &views).await;
    add_views(harness, &[(most.id, 6)]).await;

    let popular = harness.events.popular(Limit::DEFAULT).await.unwrap();
    assert_eq!(titles(&popular), ["most", "sooner, first", "sooner, second", "later", "never"]);
    assert_eq!(popular[0].counters.views, 6);
    let two = harness.events.popular(Limit::new(2).unwrap()).await.unwrap();
    assert_eq!(titles(&two), ["most", "sooner, first"]);
}

pub(crate) async fn upcoming_is_published_and_to_come(harness: &Harness) {
    let user = harness.some_user().await;
    let event = |title: &str, start: &str| an_event(&user).titled(title).starts(start);
    let all: Vec<Event> = vec![
        event("later", "2030-06-03T00:00:00Z").tags(&["a", "b"]).build(),
        event("tie, first", "2030-06-02T00:00:00Z").build(),
        event("tie, second", "2030-06-02T00:00:00Z").build(),
        event("now", "2030-06-01T00:00:00Z").build(),
        event("past", "2030-05-31T23:59:59.999999Z").build(),
        event("draft", "2030-06-02T00:00:00Z").draft().build(),
        event("cancelled", "2030-06-02T00:00:00Z").status(EventStatus::Cancelled).build(),
    ];
    for event in &all {
        harness.add_event(event).await;
    }
    let now = instant("2030-06-01T00:00:00Z");
    let upcoming = harness.events.upcoming(now, Limit::DEFAULT).await.unwrap();
    assert_eq!(titles(&upcoming), ["now", "tie, first", "tie, second", "later"]);
    assert_eq!(upcoming[3].event, all[0]);
    let two = harness.events.upcoming(now, Limit::new(2).unwrap()).await.unwrap();
    assert_eq!(titles(&two), ["now", "tie, first"]);
}
