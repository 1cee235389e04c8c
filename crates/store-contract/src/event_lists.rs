use fasttrack_domain::{
    event::{Event, EventFilter, EventSort, EventStatus, Tag, Visibility},
    text::{FoldedKey, SearchText},
    user::User,
    venue::Venue,
    version::Version,
};
use fasttrack_test_support::{a_user, a_venue, an_event, instant};

use crate::{Harness, harness::everything, pages::first};

/// Two owners, two venues, and events that differ in what can be filtered by. All start on a day
/// of their own, so that lists come in alphabetical order of the titles.
async fn a_programme(harness: &Harness) -> ([User; 2], [Venue; 2]) {
    let owners = [harness.some_user().await, a_user("grace").build()];
    harness.add_user(&owners[1]).await;
    let venues = [a_venue("Coliseu").build(), a_venue("Teatro").build()];
    for venue in &venues {
        harness.add_venue(venue).await;
    }
    for event in [
        an_event(&owners[0]).titled("A").starts("2030-01-01T00:00:00Z").city("Évora").tags(&["Fado"]),
        an_event(&owners[0])
            .titled("B")
            .starts("2030-01-02T00:00:00Z")
            .at(&venues[0])
            .tags(&["fado", "jazz"]),
        an_event(&owners[1]).titled("C").starts("2030-01-03T00:00:00Z").at(&venues[1]).city("evora"),
        an_event(&owners[1]).titled("D").starts("2030-01-04T00:00:00Z").at(&venues[0]).draft(),
        an_event(&owners[0]).titled("E").starts("2030-01-05T00:00:00Z").draft().tags(&["FADO"]),
        an_event(&owners[1]).titled("F").starts("2030-01-06T00:00:00Z").status(EventStatus::Cancelled),
    ] {
        harness.add_event(&event.build()).await;
    }
    (owners, venues)
}

pub(crate) async fn each_filter_alone(harness: &Harness) {
    let (owners, venues) = a_programme(harness).await;
    let all = everything();
    for (filter, expected) in [
        (all.clone(), vec!["A", "B", "C", "D", "E", "F"]),
        (EventFilter { city: Some(FoldedKey::of("EVORA")), ..all.clone() }, vec!["A", "C"]),
        (EventFilter { city: Some(FoldedKey::of("Evo")), ..all.clone() }, vec![]),
        (EventFilter { tag: Some(FoldedKey::of("fado")), ..all.clone() }, vec!["A", "B", "E"]),
        (EventFilter { tag: Some(FoldedKey::of("Jazz")), ..all.clone() }, vec!["B"]),
        (EventFilter { venue_id: Some(venues[0].id), ..all.clone() }, vec!["B", "D"]),
        (EventFilter { status: Some(EventStatus::Published), ..all.clone() }, vec!["A", "B", "C"]),
        (EventFilter { status: Some(EventStatus::Draft), ..all.clone() }, vec!["D", "E"]),
        (EventFilter { status: Some(EventStatus::Cancelled), ..all.clone() }, vec!["F"]),
        (EventFilter { created_by: Some(owners[1].id), ..all.clone() }, vec!["C", "D", "F"]),
        (EventFilter { has_seats: true, ..all.clone() }, vec!["A", "B", "C", "D", "E", "F"]),
        // From the one instant, inclusive, to the other, exclusive.
        (
            EventFilter { starts_after: Some(instant("2030-01-03T00:00:00Z")), ..all.clone() },
            vec!["C", "D", "E", "F"],
        ),
        (EventFilter { starts_before: Some(instant("2030-01-03T00:00:00Z")), ..all.clone() }, vec!["A", "B"]),
    ] {
        assert_eq!(harness.titles(&filter).await, expected, "{filter:?}");
        assert_eq!(harness.events.count(&filter).await.unwrap(), expected.len() as u64, "{filter:?}");
    }
}

pub(crate) async fn all_filters_together(harness: &Harness) {
    let (owners, venues) = a_programme(harness).await;
    let wanted = an_event(&owners[0])
        .titled("The one")
        .at(&venues[1])
        .city("Braga")
        .tags(&["rock"])
        .starts("2030-02-01T00:00:00Z")
        .build();
    harness.add_event(&wanted).await;
    let filter = EventFilter {
        query: Some(SearchText::of(["one the"])),
        city: Some(FoldedKey::of("braga")),
        tag: Some(FoldedKey::of("Rock")),
        venue_id: Some(venues[1].id),
        status: Some(EventStatus::Published),
        starts_after: Some(instant("2030-02-01T00:00:00Z")),
        starts_before: Some(instant("2030-02-02T00:00:00Z")),
        created_by: Some(owners[0].id),
        has_seats: true,
        visible: Visibility::NoDrafts,
    };
    for sort in EventSort::ALL {
        let page = harness.events.list(&filter, sort, &first(10)).await.unwrap();
        assert_eq!(page.items.len(), 1, "{sort:?}");
        assert_eq!(page.items[0].event, wanted);
    }
    let other = EventFilter { created_by: Some(owners[1].id), ..filter };
    assert_eq!(harness.titles(&other).await, Vec::<String>::new());
}

pub(crate) async fn drafts_are_for_their_owners(harness: &Harness) {
    let (owners, _) = a_programme(harness).await;
    for (visible, expected) in [
        (Visibility::NoDrafts, vec!["A", "B", "C", "F"]),
        (Visibility::DraftsOf(owners[0].id), vec!["A", "B", "C", "E", "F"]),
        (Visibility::DraftsOf(owners[1].id), vec!["A", "B", "C", "D", "F"]),
        (Visibility::AllDrafts, vec!["A", "B", "C", "D", "E", "F"]),
    ] {
        let filter = EventFilter { visible, ..EventFilter::default() };
        assert_eq!(harness.titles(&filter).await, expected);
        assert_eq!(harness.events.count(&filter).await.unwrap(), expected.len() as u64);
        let drafts = EventFilter { status: Some(EventStatus::Draft), ..filter };
        assert_eq!(harness.titles(&drafts).await.len(), expected.len() - 4);
    }
}

pub(crate) async fn counts_agree_with_lists(harness: &Harness) {
    assert_eq!(harness.events.count(&everything()).await.unwrap(), 0);
    assert_eq!(harness.titles(&everything()).await, Vec::<String>::new());
    let owner = harness.some_user().await;
    for _ in 0..25 {
        harness.add_event(&an_event(&owner).tags(&["a", "b"]).build()).await;
    }
    // Neither the limit nor the tags, of which each event has two, count.
    assert_eq!(harness.events.count(&everything()).await.unwrap(), 25);
}

fn words(query: &str) -> EventFilter {
    EventFilter { query: Some(SearchText::of([query])), ..everything() }
}

pub(crate) async fn search_is_folded_and_wants_every_word(harness: &Harness) {
    let owner = harness.some_user().await;
    harness
        .add_event(
            &an_event(&owner)
                .titled("Festa de São João")
                .about("Fogo de artifício, sardinhas & martelinhos")
                .city("Porto")
                .tags(&["música", "Straßenfest"])
                .build(),
        )
        .await;
    harness.add_event(&an_event(&owner).titled("João sozinho").city("Faro").build()).await;
    let festa = vec!["Festa de São João"];
    for (query, expected) in [
        ("sao joao", festa.clone()),
        ("JOÃO são", festa.clone()),
        ("artificio", festa.clone()),
        ("porto musica", festa.clone()),
        ("strassenfest", festa.clone()),
        ("sardinhas&martelinhos", festa.clone()),
        ("joao", vec!["Festa de São João", "João sozinho"]),
        ("joao lisboa", vec![]),
        // Whole words only.
        ("joa", vec![]),
        ("oao", vec![]),
    ] {
        let mut found = harness.titles(&words(query)).await;
        found.sort();
        assert_eq!(found, expected, "{query}");
        assert_eq!(harness.events.count(&words(query)).await.unwrap(), expected.len() as u64);
    }
}

pub(crate) async fn search_words_are_just_words(harness: &Harness) {
    let owner = harness.some_user().await;
    harness.add_event(&an_event(&owner).titled("C++ and A:B, x").about("not near or and").build()).await;
    for query in [
        "c++ \"x a:b *",
        "c++",
        "\"x",
        "a:b",
        "x*",
        "NOT",
        "near(c x)",
        "c AND x",
        "-c",
        "^c",
        "{c} : x",
        "'; DROP TABLE events; --",
        "OR",
        "\0",
        "\\",
        "%",
        "\u{202e}c",
    ] {
        let expected = if query.contains("DROP") { 0 } else { 1 };
        assert_eq!(harness.titles(&words(query)).await.len(), expected, "{query:?}");
    }
    let long = "word ".repeat(2000);
    assert_eq!(harness.titles(&words(&long)).await.len(), 0);
}

pub(crate) async fn search_follows_changes(harness: &Harness) {
    let owner = harness.some_user().await;
    let event = an_event(&owner).titled("Before").tags(&["old"]).build();
    harness.add_event(&event).await;
    let details = an_event(&owner).titled("After").tags(&["new"]).build().details;
    let edited = Event { version: Version(2), details, ..event.clone() };
    assert!(harness.try_update_event(&edited).await.unwrap());
    for (query, found) in [("before", 0), ("old", 0), ("after", 1), ("new", 1)] {
        assert_eq!(harness.titles(&words(query)).await.len(), found, "{query}");
    }
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    // A store may give the deleted event's number to the next.
    harness.add_event(&an_event(&owner).titled("Next").build()).await;
    assert_eq!(harness.titles(&words("after")).await, Vec::<String>::new());
}

pub(crate) async fn lists_show_venues_and_tags(harness: &Harness) {
    let (_, venues) = a_programme(harness).await;
    let page = harness.events.list(&everything(), EventSort::StartsAt, &first(10)).await.unwrap();
    for view in &page.items {
        assert_eq!(*view, harness.view(view.event.id).await);
    }
    assert_eq!(page.items[1].venue.as_ref().unwrap().id, venues[0].id);
    let tags: Vec<_> = page.items[1].event.details.tags.iter().map(Tag::as_str).collect();
    assert_eq!(tags, ["fado", "jazz"]);
}
