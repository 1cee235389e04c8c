use fasttrack_domain::{
    event::{Event, EventStatus},
    user::User,
    venue::Venue,
    version::Version,
};
use fasttrack_test_support::{EventBuilder, a_venue, an_event};

use crate::{Harness, assert_conflict, races::race, winners};

async fn a_stage(harness: &Harness) -> (User, Venue) {
    let (user, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    (user, venue)
}

/// From one hour to another of a day in 2030.
fn hours(event: EventBuilder, from: &str, to: &str) -> Event {
    event.between(&format!("2030-06-01T{from}:00Z"), &format!("2030-06-01T{to}:00Z")).build()
}

pub(crate) async fn overlapping_events_conflict(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    harness.add_event(&hours(an_event(&user).at(&venue), "10:00", "12:00")).await;
    for (from, to) in
        [("10:00", "12:00"), ("11:00", "13:00"), ("09:00", "10:01"), ("10:30", "11:00"), ("09:00", "13:00")]
    {
        let event = hours(an_event(&user).at(&venue), from, to);
        assert_conflict!(harness.try_add_event(&event).await, VenueDoubleBooked);
    }
}

pub(crate) async fn events_that_touch_do_not_conflict(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    for (from, to) in [("10:00", "12:00"), ("12:00", "13:00"), ("09:00", "10:00"), ("14:00", "15:00")] {
        harness.add_event(&hours(an_event(&user).at(&venue), from, to)).await;
    }
    let between = hours(an_event(&user).at(&venue), "13:00", "14:00");
    harness.add_event(&between).await;
}

pub(crate) async fn only_published_events_with_an_end_at_one_venue_conflict(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    let cancelled = EventStatus::Cancelled;
    let mut free = vec![
        hours(an_event(&user).at(&venue).draft(), "10:00", "12:00"),
        hours(an_event(&user).at(&venue).status(cancelled), "10:00", "12:00"),
        an_event(&user).at(&venue).starts("2030-06-01T11:00:00Z").build(),
        an_event(&user).at(&venue).starts("2030-06-01T09:00:00Z").build(),
        hours(an_event(&user).at(&other), "10:00", "12:00"),
        hours(an_event(&user), "10:00", "12:00"),
        hours(an_event(&user), "10:00", "12:00"),
    ];
    free.push(hours(an_event(&user).at(&venue), "10:00", "12:00"));
    free.push(hours(an_event(&user).at(&venue).draft(), "11:00", "12:00"));
    free.push(an_event(&user).at(&venue).starts("2030-06-01T11:00:00Z").build());
    for event in free {
        harness.add_event(&event).await;
    }
}

pub(crate) async fn publishing_and_moving_are_checked(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    harness.add_event(&hours(an_event(&user).at(&venue), "10:00", "12:00")).await;
    let changes = [
        // Publishing a draft, republishing, another venue, another time, an end where none was.
        (hours(an_event(&user).at(&venue).draft(), "11:00", "13:00"), "11:00", "13:00"),
        (
            hours(an_event(&user).at(&venue).status(EventStatus::Cancelled), "11:00", "13:00"),
            "11:00",
            "13:00",
        ),
        (hours(an_event(&user).at(&other), "11:00", "13:00"), "11:00", "13:00"),
        (hours(an_event(&user).at(&venue), "12:00", "13:00"), "11:59", "12:30"),
        (an_event(&user).at(&venue).starts("2030-06-01T11:00:00Z").build(), "11:00", "11:30"),
    ];
    for (before, from, to) in changes {
        harness.add_event(&before).await;
        let details = hours(an_event(&user).at(&venue), from, to).details;
        let after = Event { details, version: Version(2), ..before.clone() };
        assert_conflict!(harness.try_update_event(&after).await, VenueDoubleBooked);
        assert_eq!(harness.view(before.id).await.event, before);
        let mut unit = harness.unit().await;
        assert!(unit.events().delete(before.id).await.unwrap());
        unit.commit().await.unwrap();
    }
}

pub(crate) async fn an_event_does_not_conflict_with_itself(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    let event = hours(an_event(&user).at(&venue), "10:00", "12:00");
    harness.add_event(&event).await;
    for (version, from, to) in [(2, "10:00", "12:00"), (3, "11:00", "13:00"), (4, "09:00", "14:00")] {
        let details = hours(an_event(&user).at(&venue), from, to).details;
        let after = Event { details, version: Version(version), ..event.clone() };
        assert!(harness.try_update_event(&after).await.unwrap());
    }
    // Once cancelled, its time is free.
    let mut cancelled = harness.view(event.id).await.event;
    (cancelled.details.status, cancelled.version) = (EventStatus::Cancelled, Version(5));
    assert!(harness.try_update_event(&cancelled).await.unwrap());
    harness.add_event(&hours(an_event(&user).at(&venue), "10:00", "12:00")).await;
}

pub(crate) async fn a_booking_is_found_in_a_full_calendar(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    for i in (0..24).step_by(2) {
        harness
            .add_event(&hours(an_event(&user).at(&venue), &format!("{i:02}:00"), &format!("{i:02}:50")))
            .await;
    }
    for i in (0..24).step_by(2) {
        let (at, half, end) = (format!("{i:02}:00"), format!("{i:02}:30"), format!("{i:02}:55"));
        let gap = (format!("{i:02}:50"), format!("{:02}:59", i + 1));
        for (from, to) in [(&at, &half), (&half, &end)] {
            let event = hours(an_event(&user).at(&venue), from, to);
            assert_conflict!(harness.try_add_event(&event).await, VenueDoubleBooked);
        }
        harness.add_event(&hours(an_event(&user).at(&venue), &gap.0, &gap.1)).await;
    }
    let all_day = hours(an_event(&user).at(&venue), "00:00", "23:59");
    assert_conflict!(harness.try_add_event(&all_day).await, VenueDoubleBooked);
}

pub(crate) async fn one_of_two_publishers_wins(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    for round in 0..200 {
        let at = |time: &str| format!("{}-06-01T{time}:00Z", 2000 + round);
        let drafts = [("10:00", "11:00"), ("10:59", "12:00")]
            .map(|(from, to)| an_event(&user).at(&venue).draft().between(&at(from), &at(to)).build());
        for draft in &drafts {
            harness.add_event(draft).await;
        }
        let shared = harness.clone();
        let results = race(2, move |i| {
            let harness = shared.clone();
            let mut event = drafts[i].clone();
            (event.details.status, event.version) = (EventStatus::Published, Version(2));
            async move { harness.try_update_event(&event).await }
        })
        .await;
        assert_eq!(winners!(results, VenueDoubleBooked), 1, "round {round}");
    }
}
