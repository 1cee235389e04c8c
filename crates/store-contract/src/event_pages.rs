use std::sync::atomic::{AtomicU8, Ordering};

use fasttrack_domain::{
    event::{Event, EventFilter, EventId, EventSort},
    page::{PageRequest, Position, SortKey},
    text::FoldedKey,
    time::Timestamp,
    user::User,
};
use fasttrack_test_support::{an_event, instant};
use uuid::Uuid;

use crate::{
    Harness,
    harness::everything,
    pages::{first, walk},
};

/// Events with ties in every order, added in no order at all.
async fn a_shuffled_programme(harness: &Harness, owner: &User) -> Vec<Event> {
    let titles = ["banjo", "Águas", "aguas", "Zebra", "Ópera", "opera"];
    let mut events = Vec::new();
    for i in 0..24_usize {
        let day = 10 + (i * 7) % 5;
        let event = an_event(owner)
            .titled(titles[(i * 5) % 6])
            .starts(&format!("2030-01-{day}T12:00:00Z"))
            .made_at(instant(&format!("2029-01-{:02}T12:00:00Z", 10 + (i * 11) % 6)))
            .build();
        events.push(event);
    }
    for i in 0..24 {
        harness.add_event(&events[(i * 7) % 24]).await;
    }
    events
}

/// What an order compares, made comparable.
fn key(event: &Event, sort: EventSort) -> (i64, String, Uuid) {
    let (time, text) = match sort {
        EventSort::StartsAt => (event.details.schedule.starts_at().micros(), String::new()),
        EventSort::StartsAtDescending => (event.details.schedule.starts_at().micros(), String::new()),
        EventSort::CreatedAtDescending => (event.created_at.micros(), String::new()),
        EventSort::Title => (0, FoldedKey::of(event.details.title.as_str()).as_str().to_owned()),
    };
    (time, text, event.id.uuid())
}

fn sorted(mut events: Vec<Event>, sort: EventSort) -> Vec<EventId> {
    events.sort_by_key(|event| key(event, sort));
    if matches!(sort, EventSort::StartsAtDescending | EventSort::CreatedAtDescending) {
        events.reverse();
    }
    events.iter().map(|event| event.id).collect()
}

pub(crate) async fn every_order_is_by_key_then_id(harness: &Harness) {
    let owner = harness.some_user().await;
    let events = a_shuffled_programme(harness, &owner).await;
    for sort in EventSort::ALL {
        for limit in [1, 5, 24, 100] {
            let seen: Vec<EventId> = walk(
                limit,
                |request| async move {
                    let page = harness.events.list(&everything(), sort, &request).await?;
                    Ok(page.map(|view| view.event.id))
                },
                |_| std::future::ready(()),
            )
            .await;
            assert_eq!(seen, sorted(events.clone(), sort), "{sort:?} by {limit}");
        }
    }
}

/// An event that every order puts before, or after, those of [`a_shuffled_programme`].
fn at_the_edge(owner: &User, sort: EventSort, before: bool) -> Event {
    let descending = matches!(sort, EventSort::StartsAtDescending | EventSort::CreatedAtDescending);
    let (title, year) = if before == descending { ("zzz", 2040) } else { ("000", 1990) };
    let at = format!("{year}-01-01T00:00:00Z");
    an_event(owner).titled(title).starts(&at).made_at(instant(&at)).build()
}

pub(crate) async fn pages_hold_under_changes_in_every_order(harness: &Harness) {
    let owner = harness.some_user().await;
    for sort in EventSort::ALL {
        let expected = sorted(a_shuffled_programme(harness, &owner).await, sort);
        let changes = AtomicU8::new(0);
        let seen: Vec<EventId> = walk(
            5,
            |request| async move {
                let page = harness.events.list(&everything(), sort, &request).await?;
                Ok(page.map(|view| view.event.id))
            },
            |_| {
                // The last one seen goes: its place must still be found. New ones come at both ends.
                let change = changes.fetch_add(1, Ordering::Relaxed);
                let gone = expected.get(usize::from(change) * 5 + 4).copied();
                let edges = [true, false].map(|before| at_the_edge(&owner, sort, before));
                async move {
                    let Some(gone) = gone else { return };
                    let mut unit = harness.unit().await;
                    assert!(unit.events().delete(gone).await.unwrap());
                    for event in &edges {
                        unit.events().add(event).await.unwrap();
                    }
                    unit.commit().await.unwrap();
                }
            },
        )
        .await;
        assert_eq!(seen[..24], expected, "{sort:?}");
        assert_eq!(seen.len(), 24 + 4, "{sort:?}: what comes after is seen, what comes before is not");
        let mut unit = harness.unit().await;
        for id in harness.all_events().await {
            unit.events().delete(id).await.unwrap();
        }
        unit.commit().await.unwrap();
    }
}

pub(crate) async fn a_page_knows_whether_it_is_the_last(harness: &Harness) {
    let owner = harness.some_user().await;
    for _ in 0..3 {
        harness.add_event(&an_event(&owner).build()).await;
    }
    for sort in EventSort::ALL {
        let list = async |limit| harness.events.list(&everything(), sort, &first(limit)).await.unwrap();
        let two = list(2).await;
        assert_eq!(two.items.len(), 2);
        assert_eq!(two.next, Some(two.items[1].position(sort)));
        let three = list(3).await;
        assert_eq!((three.items.len(), three.next), (3, None));
        let request = PageRequest { after: Some(three.items[2].position(sort)), ..first(3) };
        let beyond = harness.events.list(&everything(), sort, &request).await.unwrap();
        assert_eq!((beyond.items.len(), beyond.next), (0, None));
    }
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let time = SortKey::Time(Timestamp::EPOCH);
    let text = SortKey::Text(FoldedKey::of("a"));
    for sort in EventSort::ALL {
        let wrong = if sort == EventSort::Title { &time } else { &text };
        let after = Some(Position { key: wrong.clone(), id: Uuid::nil() });
        let request = PageRequest { after, ..first(3) };
        assert!(harness.events.list(&everything(), sort, &request).await.is_err(), "{sort:?}");
    }
}

pub(crate) async fn pages_stay_between_two_instants(harness: &Harness) {
    let owner = harness.some_user().await;
    let events = a_shuffled_programme(harness, &owner).await;
    let (from, until) = (instant("2030-01-11T12:00:00Z"), instant("2030-01-14T12:00:00Z"));
    let starts = |event: &Event| event.details.schedule.starts_at();
    let window = EventFilter { starts_after: Some(from), starts_before: Some(until), ..everything() };
    for sort in EventSort::ALL {
        let seen: Vec<EventId> = walk(
            2,
            |request| {
                let window = window.clone();
                async move {
                    let page = harness.events.list(&window, sort, &request).await?;
                    Ok(page.map(|view| view.event.id))
                }
            },
            |_| std::future::ready(()),
        )
        .await;
        let inside: Vec<Event> =
            events.iter().filter(|event| (from..until).contains(&starts(event))).cloned().collect();
        assert!(inside.len() > 6);
        assert_eq!(seen, sorted(inside, sort), "{sort:?}");
    }
    // A position outside of the window does not widen it.
    for (sort, edge) in [(EventSort::StartsAt, 1), (EventSort::StartsAtDescending, 30)] {
        let key = SortKey::Time(instant(&format!("2030-01-{edge:02}T00:00:00Z")));
        let request = PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..first(100) };
        let page = harness.events.list(&window, sort, &request).await.unwrap();
        assert!(page.items.iter().all(|view| (from..until).contains(&starts(&view.event))));
        assert!(page.items.len() > 6);
    }
}
