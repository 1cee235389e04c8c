use fasttrack_domain::{
    event::{Event, EventFilter, EventStats, EventStatus, StatsGroup, Visibility},
    page::{Position, SortKey},
    text::{FoldedKey, SearchText},
    time::Timestamp,
    user::User,
    venue::Venue,
};
use fasttrack_test_support::{a_user, a_venue, an_event, instant, unique_id};

use crate::{
    Harness,
    harness::everything,
    pages::{first, walk},
};

/// Two owners, two venues, and events with counts that tell them apart in every sum.
async fn a_year(harness: &Harness) -> ([User; 2], [Venue; 2], Vec<Event>) {
    let owners = [harness.some_user().await, a_user("grace").build()];
    harness.add_user(&owners[1]).await;
    let venues = [a_venue("Coliseu").seats(100).build(), a_venue("Arena").city("Évora").seats(40).build()];
    for venue in &venues {
        harness.add_venue(venue).await;
    }
    let event = |start: &str| an_event(&owners[0]).starts(start);
    let events = vec![
        event("2030-01-31T23:59:59.999999Z").city("Évora").at(&venues[0]).tags(&["Fado", "Jazz"]).build(),
        event("2030-02-01T00:00:00Z").city("evora").at(&venues[1]).seats(7).tags(&["fado"]).build(),
        event("2030-02-15T00:00:00Z").city("EVORA").seats(50).tags(&["FADO", "rock"]).build(),
        event("2030-12-01T00:00:00Z").city("Braga").build(),
        event("2031-02-01T00:00:00Z").city("Braga").at(&venues[0]).draft().tags(&["jazz"]).build(),
        event("2031-02-01T00:00:00Z").city("Braga").owned_by(owners[1].id).draft().build(),
        event("2031-03-01T00:00:00Z")
            .city("Ávila")
            .titled("Called off")
            .status(EventStatus::Cancelled)
            .build(),
    ];
    for (event, i) in events.iter().zip(0u32..) {
        harness.add_event(event).await;
        // 1, 2, 4, … registered, 100 times as many waiting, 10,000 times as many views.
        harness.count_registrations(event.id, 1 << i, 100 << i).await;
        let mut unit = harness.unit().await;
        unit.counters().add_views(&[(event.id, 10_000 << i)]).await.unwrap();
        unit.commit().await.unwrap();
    }
    (owners, venues, events)
}

/// A group of the events of these indexes, so many seats, and those of them that have a number of seats.
fn stats(key: &str, members: &[u32], capacity: u64, with_seats: &[u32]) -> EventStats {
    let sum = |of: &[u32]| of.iter().map(|i| 1 << i).sum::<u64>();
    EventStats {
        key: key.to_owned(),
        events: members.len() as u64,
        registered: sum(members),
        waitlisted: 100 * sum(members),
        capacity,
        seated: sum(with_seats),
        views: 10_000 * sum(members),
    }
}

async fn of(harness: &Harness, filter: &EventFilter, group: StatsGroup) -> Vec<EventStats> {
    let whole = harness.events.stats(filter, group, &first(100)).await.unwrap();
    assert_eq!(whole.next, None);
    for limit in [1, 2] {
        let paged =
            walk(limit, |page| async move { harness.events.stats(filter, group, &page).await }, |_| async {});
        assert_eq!(paged.await, whole.items, "{group:?} in pages of {limit}");
    }
    whole.items
}

pub(crate) async fn every_group_is_summed_up(harness: &Harness) {
    a_year(harness).await;
    let all = everything();
    // Written as the first of them has it; sorted without accents and case.
    assert_eq!(
        of(harness, &all, StatsGroup::City).await,
        [
            stats("Ávila", &[6], 0, &[]),
            stats("Braga", &[3, 4, 5], 100, &[4]),
            stats("Évora", &[0, 1, 2], 157, &[0, 1, 2]),
        ]
    );
    assert_eq!(
        of(harness, &all, StatsGroup::Month).await,
        [
            stats("2030-01", &[0], 100, &[0]),
            stats("2030-02", &[1, 2], 57, &[1, 2]),
            stats("2030-12", &[3], 0, &[]),
            stats("2031-02", &[4, 5], 100, &[4]),
            stats("2031-03", &[6], 0, &[]),
        ]
    );
    assert_eq!(
        of(harness, &all, StatsGroup::Venue).await,
        [stats("Arena (Évora)", &[1], 7, &[1]), stats("Coliseu (Lisboa)", &[0, 4], 200, &[0, 4])]
    );
    assert_eq!(
        of(harness, &all, StatsGroup::Tag).await,
        [
            stats("Fado", &[0, 1, 2], 157, &[0, 1, 2]),
            stats("Jazz", &[0, 4], 200, &[0, 4]),
            stats("rock", &[2], 50, &[2]),
        ]
    );
}

pub(crate) async fn the_filter_is_that_of_lists(harness: &Harness) {
    let (owners, venues, _) = a_year(harness).await;
    let all = everything();
    let seen_by = |visible| EventFilter { visible, ..EventFilter::default() };
    for (filter, expected) in [
        (seen_by(Visibility::NoDrafts), vec![0, 1, 2, 3, 6]),
        (seen_by(Visibility::DraftsOf(owners[1].id)), vec![0, 1, 2, 3, 5, 6]),
        (seen_by(Visibility::AllDrafts), vec![0, 1, 2, 3, 4, 5, 6]),
        (EventFilter { query: Some(SearchText::of(["evora rock"])), ..all.clone() }, vec![2]),
        (EventFilter { city: Some(FoldedKey::of("braga")), ..all.clone() }, vec![3, 4, 5]),
        (EventFilter { tag: Some(FoldedKey::of("jazz")), ..all.clone() }, vec![0, 4]),
        (EventFilter { venue_id: Some(venues[0].id), ..all.clone() }, vec![0, 4]),
        (EventFilter { status: Some(EventStatus::Published), ..all.clone() }, vec![0, 1, 2, 3]),
        (EventFilter { status: Some(EventStatus::Draft), ..all.clone() }, vec![4, 5]),
        (EventFilter { created_by: Some(owners[1].id), ..all.clone() }, vec![5]),
        (EventFilter { starts_after: Some(instant("2031-02-01T00:00:00Z")), ..all.clone() }, vec![4, 5, 6]),
        (EventFilter { starts_before: Some(instant("2030-02-01T00:00:00Z")), ..all.clone() }, vec![0]),
        (EventFilter { has_seats: true, ..all.clone() }, vec![0, 1, 2, 3, 4, 5, 6]),
    ] {
        let registered = |of: &[EventStats]| of.iter().map(|group| group.registered).sum::<u64>();
        let expected: u64 = expected.iter().map(|i| 1 << i).sum();
        for group in [StatsGroup::City, StatsGroup::Month] {
            let found = of(harness, &filter, group).await;
            assert_eq!(registered(&found), expected, "{filter:?}");
            let events: u64 = found.iter().map(|group| group.events).sum();
            assert_eq!(events, harness.events.count(&filter).await.unwrap(), "{filter:?}");
        }
    }
    // Filtered by one tag, counted by all.
    let jazz = EventFilter { tag: Some(FoldedKey::of("jazz")), ..all.clone() };
    let by_tag = of(harness, &jazz, StatsGroup::Tag).await;
    let by_tag: Vec<_> = by_tag.iter().map(|group| (group.key.as_str(), group.events)).collect();
    assert_eq!(by_tag, [("Fado", 1), ("Jazz", 2)]);
    let none = EventFilter { starts_before: Some(Timestamp::EPOCH), ..all };
    for group in StatsGroup::ALL {
        assert_eq!(of(harness, &none, group).await, []);
    }
}

/// The first by age, that is by identifier; not by start, nor in the order in which they were added.
pub(crate) async fn a_group_is_written_as_its_first_event_writes_it(harness: &Harness) {
    let user = harness.some_user().await;
    let spellings = ["Ilhavo", "ÍLHAVO", "ílhavo"];
    for (n, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].iter().enumerate() {
        let city = |spelling: &str| format!("{n} {spelling}");
        let events: Vec<Event> = order
            .iter()
            .map(|i: &usize| {
                let start = format!("2030-01-0{}T00:00:00Z", i + 1);
                an_event(&user)
                    .starts(&start)
                    .city(&city(spellings[*i]))
                    .tags(&[&city(spellings[*i])])
                    .build()
            })
            .collect();
        for i in [1, 0, 2] {
            harness.add_event(&events[i]).await;
        }
        for group in [StatsGroup::City, StatsGroup::Tag] {
            let found = of(harness, &everything(), group).await;
            assert_eq!(found[n].key, city(spellings[order[0]]), "{order:?}");
            assert_eq!((found.len(), found[n].events), (n + 1, 3));
        }
    }
}

pub(crate) async fn odd_names_make_positions_too(harness: &Harness) {
    let user = harness.some_user().await;
    // White space that only folding brings out, and words that fold to nothing.
    for (name, city) in [("´Foo", "´x"), ("\u{301}", "x"), ("A (b", "c)"), ("a", "b (c"), ("ﬁ ①", "ß")]
    {
        let venue = a_venue(name).city(city).build();
        harness.add_venue(&venue).await;
        harness.add_event(&an_event(&user).at(&venue).city(city).tags(&[city]).build()).await;
    }
    harness.add_event(&an_event(&user).starts("9999-12-31T23:59:59Z").build()).await;
    harness.add_event(&an_event(&user).starts("1970-01-01T00:00:00Z").build()).await;
    for group in StatsGroup::ALL {
        let found = of(harness, &everything(), group).await;
        assert!(found.len() > 2, "{found:?}");
    }
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let mut page = first(10);
    page.after = Some(Position { key: SortKey::Time(Timestamp::EPOCH), id: unique_id() });
    assert!(harness.events.stats(&everything(), StatsGroup::City, &page).await.is_err());
}
