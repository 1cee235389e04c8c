use fasttrack_domain::{
    StoreError,
    event::{Event, EventId, EventStatus},
    forecast::{ForecastSubject, Place},
    page::{PageRequest, Position, SortKey},
    text::FoldedKey,
    time::Timestamp,
    user::User,
    venue::{Coordinates, VenueKind},
    version::Version,
};
use fasttrack_test_support::{a_forecast, a_venue, an_event, instant, unique_id};

use crate::{
    Harness,
    harness::seen,
    pages::{first, walk},
};

const FROM: &str = "2030-06-01T00:00:00Z";
const TO: &str = "2030-06-16T00:00:00Z";
/// What was fetched before this is not fresh.
const FRESH: &str = "2030-05-31T18:00:00Z";

async fn sweep(harness: &Harness, page: &PageRequest) -> Vec<ForecastSubject> {
    found(harness, page).await.unwrap()
}

async fn found(harness: &Harness, page: &PageRequest) -> Result<Vec<ForecastSubject>, StoreError> {
    let (from, to, fresh) = (instant(FROM), instant(TO), instant(FRESH));
    Ok(harness.forecasts.without_fresh(from, to, fresh, page).await?.items)
}

async fn put(harness: &Harness, event: &Event, fetched_at: Timestamp) {
    let forecast = a_forecast(event.details.schedule.starts_at(), fetched_at);
    assert_eq!(harness.put_forecasts(&[(event.id, seen(event), forecast)]).await, [event.id]);
}

fn within(user: &User) -> Event {
    an_event(user).starts("2030-06-05T20:00:00Z").build()
}

pub(crate) async fn an_event_has_weather_where_it_takes_place(harness: &Harness) {
    let user = harness.some_user().await;
    let venues = [
        a_venue("Coliseu").city("Lisboa").coordinates(38.7, -9.14).build(),
        a_venue("Teatro").city("Lisboa").build(),
        a_venue("Zoom").kind(VenueKind::Online).coordinates(38.7, -9.14).build(),
    ];
    for venue in &venues {
        harness.add_venue(venue).await;
    }
    let event = || an_event(&user).city("Almada").starts("2030-06-05T20:00:00Z");
    let point = Coordinates::new(38.7, -9.14).unwrap();
    for (event, place) in [
        (event().build(), Some(None)),
        (event().draft().build(), Some(None)),
        (event().status(EventStatus::Cancelled).build(), None),
        (event().at(&venues[0]).build(), Some(Some(point))),
        (event().at(&venues[1]).build(), Some(None)),
        (event().at(&venues[2]).build(), None),
    ] {
        harness.add_event(&event).await;
        let expected = place.map(|coordinates| ForecastSubject {
            event_id: event.id,
            version: seen(&event),
            starts_at: instant("2030-06-05T20:00:00Z"),
            place: Place { city: "Almada".parse().unwrap(), coordinates },
        });
        assert_eq!(harness.forecasts.subject(event.id).await.unwrap(), expected);
        let swept = sweep(harness, &first(100)).await;
        assert_eq!(swept.into_iter().find(|subject| subject.event_id == event.id), expected);
    }
    assert_eq!(harness.forecasts.subject(EventId::new(unique_id())).await.unwrap(), None);

    let edited = within(&user);
    harness.add_event(&edited).await;
    let next = Event { version: Version(2), ..an_event(&user).starts(TO).city("Faro").build() };
    let next = Event { id: edited.id, ..next };
    assert!(harness.try_update_event(&next).await.unwrap());
    let subject = harness.forecasts.subject(edited.id).await.unwrap().unwrap();
    assert_eq!((subject.version, subject.starts_at), (seen(&next), instant(TO)));
    assert_eq!(subject.place.city.as_str(), "Faro");
}

pub(crate) async fn events_between_two_instants_without_a_fresh_forecast_are_found(harness: &Harness) {
    let user = harness.some_user().await;
    let starting = |at| an_event(&user).starts(at).build();
    let (first_in, last_in) = (starting(FROM), starting(TO));
    let out = [starting("2030-05-31T23:59:59.999999Z"), starting("2030-06-16T00:00:00.000001Z")];
    for event in [&first_in, &last_in].into_iter().chain(&out) {
        harness.add_event(event).await;
    }
    let (fresh, old) = (within(&user), within(&user));
    for (event, fetched) in [(&fresh, FRESH), (&old, "2030-05-31T17:59:59.999999Z")] {
        harness.add_event(event).await;
        put(harness, event, instant(fetched)).await;
    }
    let mut expected = [first_in.id, last_in.id, old.id];
    expected.sort();
    let found: Vec<_> = sweep(harness, &first(100)).await.iter().map(|subject| subject.event_id).collect();
    assert_eq!(found, expected);
    put(harness, &old, instant(FRESH)).await;
    assert_eq!(sweep(harness, &first(100)).await.len(), 2);
}

/// However a city is written.
pub(crate) async fn those_of_a_city_come_together(harness: &Harness) {
    let user = harness.some_user().await;
    let cities = ["São Paulo", "Porto", "porto", "SAO PAULO", "Aveiro", "Pôrto", "sao paulo", "Zurich"];
    for city in cities.repeat(2) {
        harness.add_event(&an_event(&user).city(city).starts(FROM).build()).await;
    }
    let found = sweep(harness, &first(100)).await;
    let mut sorted = found.clone();
    sorted.sort_by_key(|subject| {
        let city = FoldedKey::of(subject.place.city.as_str());
        (city.as_str().to_owned(), subject.event_id)
    });
    assert_eq!(found, sorted);
    assert_eq!(found.len(), 16);
}

/// What a sweep has put does not come again, and nothing is left out.
pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let user = harness.some_user().await;
    let events: Vec<Event> = (0..25)
        .map(|n| an_event(&user).city(["Braga", "Porto", "Faro"][n % 3]).starts(FROM).build())
        .collect();
    for event in &events {
        harness.add_event(event).await;
    }
    let list = |page: PageRequest| async move {
        harness.forecasts.without_fresh(instant(FROM), instant(TO), instant(FRESH), &page).await
    };
    let put_first = |page: usize| {
        let found = &events[page * 2..page * 2 + 2];
        async move {
            for event in found {
                put(harness, event, instant(FRESH)).await;
            }
            harness.add_event(&an_event(&user_of(found)).city("Aveiro").starts(FROM).build()).await;
        }
    };
    let unseen = walk(4, list, async |_| ()).await;
    assert_eq!(unseen.len(), 25);
    let seen = walk(4, list, put_first).await;
    let mut ids: Vec<_> = seen.iter().map(|subject| subject.event_id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), seen.len(), "one came twice");
    let left = walk(4, list, async |_| ()).await;
    for subject in &left {
        let added_behind = subject.place.city.as_str() == "Aveiro";
        assert!(added_behind || ids.contains(&subject.event_id), "{subject:?} was left out");
    }
}

fn user_of(events: &[Event]) -> User {
    let owner = events[0].created_by;
    User { id: owner, ..fasttrack_test_support::a_user("ada").editor().build() }
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let after = Some(Position { key: SortKey::Time(Timestamp::EPOCH), id: unique_id() });
    let refused = found(harness, &PageRequest { after, ..first(10) }).await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
}
