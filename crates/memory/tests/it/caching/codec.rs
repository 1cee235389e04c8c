//! What comes out of the cache is what went in, to the last member.

use std::sync::Arc;

use fasttrack_domain::{
    event::{EventCounters, EventFilter, EventStats, EventView, StatsGroup},
    page::{Limit, Page, PageRequest, Position, SortKey},
    ports::{EventQueries as _, VenueQueries as _},
    text::FoldedKey,
    time::Timestamp,
    venue::{VenueFilter, VenueKind, VenueSummary},
    version::Revision,
};
use fasttrack_memory::{CachedEventQueries, CachedVenueQueries};
use fasttrack_test_support::{a_forecast, a_user, a_venue, an_event, instant, unique_id};

use super::{
    event::settings,
    fakes::{FakeCache, FakeQueries},
    shared::answers,
};

fn events(store: &Arc<FakeQueries>) -> CachedEventQueries {
    CachedEventQueries::new(store.clone(), answers(&Arc::new(FakeCache::default())), settings())
}

fn next() -> Option<Position> {
    Some(Position { key: SortKey::Text(FoldedKey::of("São João")), id: unique_id() })
}

#[tokio::test]
async fn events_come_back_whole() {
    let (owner, venue) = (a_user("owner").editor().build(), a_venue("Teatro").seats(321).build());
    let bare = an_event(&owner).draft().build();
    let full = an_event(&owner)
        .titled("São João — 100 % \"quoted\"")
        .about("two\nlines\tand 🎉")
        .between("2031-06-24T20:00:00.123456Z", "2031-06-25T02:00:00Z")
        .at(&venue)
        .tags(&["forró", "junina"])
        .seats(300)
        .build();
    let summary = VenueSummary {
        id: venue.id,
        name: venue.details.name.clone(),
        city: venue.details.city.clone(),
        capacity: venue.details.capacity,
    };
    let counters = EventCounters {
        registered: 300,
        waitlisted: 7,
        last_place: 12,
        views: 9_000,
        revision: Revision(55),
    };
    let mut forecast = a_forecast(instant("2031-06-24T20:00:00Z"), instant("2031-06-20T06:07:08.000009Z"));
    forecast.forecast.temperature_c = -0.1;
    let views = vec![
        EventView { event: bare, counters: EventCounters::default(), venue: None, forecast: None },
        EventView { event: full, counters, venue: Some(summary), forecast: Some(forecast) },
    ];
    let store = FakeQueries::open();
    *store.events.lock().unwrap() = views.clone();
    let cached = events(&store);
    for _ in 0..2 {
        assert_eq!(cached.upcoming(Timestamp::EPOCH, Limit::DEFAULT).await.unwrap(), views);
    }
    assert_eq!(store.asked(), 1);
    let popular = cached.popular(Limit::DEFAULT).await.unwrap();
    assert_eq!(popular.first(), views.last(), "another question, another answer");
}

#[tokio::test]
async fn figures_come_back_whole() {
    let key = "Recife".to_owned();
    let recife =
        EventStats { key, events: 1, registered: 2, waitlisted: 3, capacity: 4, seated: 5, views: u64::MAX };
    let page = Page { items: vec![recife], next: next() };
    let store = FakeQueries::open();
    *store.stats.lock().unwrap() = page.clone();
    let cached = events(&store);
    for _ in 0..2 {
        let (filter, request) = (EventFilter::default(), PageRequest::default());
        assert_eq!(cached.stats(&filter, StatsGroup::City, &request).await.unwrap(), page);
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn venues_come_back_whole() {
    let bare = a_venue("Praça").build();
    let full = a_venue("Concha Acústica")
        .kind(VenueKind::Outdoor)
        .seats(1_000_000)
        .with_steps()
        .address("Rua da Aurora, 1")
        .coordinates(-8.047_562, -34.877_001)
        .made_at(instant("1999-12-31T23:59:59.999999Z"))
        .build();
    let page = Page { items: vec![bare.clone(), full.clone()], next: next() };
    let store = FakeQueries::open();
    *store.venues.lock().unwrap() = page.clone();
    let cached = CachedVenueQueries::new(store.clone(), answers(&Arc::new(FakeCache::default())));
    let filter = VenueFilter::default();
    for _ in 0..2 {
        assert_eq!(cached.find(full.id).await.unwrap(), Some(full.clone()));
        assert_eq!(cached.find(bare.id).await.unwrap(), Some(bare.clone()));
        assert_eq!(cached.list(&filter, &PageRequest::default()).await.unwrap(), page);
        assert_eq!(cached.count(&filter).await.unwrap(), 2);
    }
    assert_eq!(store.asked(), 4);
}
