use fasttrack_domain::{
    event::{Event, EventCounters, EventFilter, EventId, EventSort, EventStatus},
    text::{FoldedKey, SearchText},
    user::{User, UserId},
    venue::Venue,
};
use fasttrack_test_support::{EventBuilder, a_venue, an_event, unique_id};

use crate::{Harness, assert_conflict, harness::everything, pages::first};

async fn a_stage(harness: &Harness) -> (User, Venue) {
    let (user, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    (user, venue)
}

async fn try_add_all(harness: &Harness, events: &[Event]) -> Result<(), fasttrack_domain::StoreError> {
    let mut unit = harness.unit().await;
    unit.events().add_all(events).await?;
    unit.commit().await
}

/// With and without everything that is optional.
fn a_programme(user: &User, venue: &Venue) -> Vec<EventBuilder> {
    vec![
        an_event(user).titled("São João").tags(&["Fado", "c++"]).about("Noite longa"),
        an_event(user).titled("Bare"),
        an_event(user)
            .titled("Booked")
            .at(venue)
            .seats(5)
            .tags(&["fado"])
            .between("2030-06-01T10:00:00Z", "2030-06-01T12:00:00Z"),
        an_event(user).titled("Draft").draft().city("Évora").tags(&["a", "b", "c"]),
        an_event(user).titled("Cancelled").status(EventStatus::Cancelled).starts("2031-01-01T00:00:00Z"),
    ]
}

/// Every other event is added on its own and cannot be told from the one added with the others.
pub(crate) async fn all_at_once_are_like_one_by_one(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    let single: Vec<Event> = a_programme(&user, &venue).into_iter().map(EventBuilder::build).collect();
    let together: Vec<Event> = a_programme(&user, &other).into_iter().map(EventBuilder::build).collect();
    for event in &single {
        harness.add_event(event).await;
    }
    try_add_all(harness, &together).await.unwrap();
    for (one, all) in single.iter().zip(&together) {
        let (one, all) = (harness.view(one.id).await, harness.view(all.id).await);
        assert_eq!(all.counters, EventCounters::default());
        assert_eq!(all.venue.as_ref().map(|venue| venue.id), all.event.details.venue_id);
        assert_eq!((one.counters, one.venue.is_some()), (all.counters, all.venue.is_some()));
    }
    for event in &together {
        assert_eq!(&harness.view(event.id).await.event, event);
    }
    let query = |words: &str| EventFilter { query: Some(SearchText::of([words])), ..everything() };
    let tag = |tag: &str| EventFilter { tag: Some(FoldedKey::of(tag)), ..everything() };
    for filter in [query("joao longa"), query("fado"), query("evora b"), tag("FADO"), tag("c"), tag("c++")] {
        let titles = harness.titles(&filter).await;
        assert!(!titles.is_empty() && titles.len() % 2 == 0, "{filter:?}: {titles:?}");
        for title in &titles {
            assert_eq!(titles.iter().filter(|other| *other == title).count(), 2, "{titles:?}");
        }
    }
    let all = harness.events.list(&everything(), EventSort::StartsAt, &first(100)).await.unwrap();
    assert_eq!(all.items.len(), 10);
}

pub(crate) async fn very_many_are_added_at_once(harness: &Harness) {
    let (user, _) = a_stage(harness).await;
    let tagged = |i: usize| an_event(&user).titled(&format!("Event {i}")).tags(&["many", &format!("t{i}")]);
    let events: Vec<Event> = (0..1_001).map(|i| tagged(i).build()).collect();
    try_add_all(harness, &events).await.unwrap();
    try_add_all(harness, &[]).await.unwrap();
    for sort in EventSort::ALL {
        assert_eq!(harness.events.list(&everything(), sort, &first(100)).await.unwrap().items.len(), 100);
    }
    let many = EventFilter { tag: Some(FoldedKey::of("many")), ..everything() };
    assert_eq!(harness.events.count(&many).await.unwrap(), 1_001);
    for i in [0, 249, 250, 499, 500, 1_000] {
        let own = EventFilter { query: Some(SearchText::of([format!("t{i}").as_str()])), ..everything() };
        assert_eq!(harness.titles(&own).await, [format!("Event {i}")]);
        assert_eq!(harness.view(events[i].id).await.event, events[i]);
    }
    // Those that are added and deleted later are others.
    harness.add_event(&an_event(&user).titled("One more").tags(&["many"]).build()).await;
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(events[1_000].id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.events.count(&many).await.unwrap(), 1_001);
}

pub(crate) async fn one_conflict_leaves_none_of_them(harness: &Harness) {
    let (user, venue) = a_stage(harness).await;
    let booking = || an_event(&user).at(&venue).between("2030-06-01T10:00:00Z", "2030-06-01T12:00:00Z");
    let good = || an_event(&user).at(&venue).tags(&["a"]).titled("Good").build();
    let nowhere = an_event(&user).at(&a_venue("Nowhere").build()).build();
    let nobodys = an_event(&user).at(&venue).owned_by(UserId::new(unique_id())).build();

    let doubled = [good(), booking().build(), good(), booking().titled("Doubled").build()];
    assert_conflict!(try_add_all(harness, &doubled).await, VenueDoubleBooked);
    assert_conflict!(try_add_all(harness, &[good(), nowhere, good()]).await, VenueUnknown);
    assert_conflict!(try_add_all(harness, &[good(), nobodys]).await, UserUnknown);
    // Far behind the others.
    let mut far: Vec<Event> = (0..600).map(|_| good()).collect();
    harness.add_event(&booking().build()).await;
    far.push(booking().build());
    assert_conflict!(try_add_all(harness, &far).await, VenueDoubleBooked);

    assert_eq!(harness.events.count(&everything()).await.unwrap(), 1);
    let words = EventFilter { query: Some(SearchText::of(["good"])), ..everything() };
    assert_eq!(harness.titles(&words).await, Vec::<String>::new());
    assert_eq!(harness.events.find(EventId::new(far[0].id.uuid())).await.unwrap(), None);
    far.pop();
    try_add_all(harness, &far).await.unwrap();
    assert_eq!(harness.events.count(&words).await.unwrap(), 600);
}
