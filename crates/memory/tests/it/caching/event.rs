//! One event, from memory.

use std::{sync::Arc, time::Duration};

use fasttrack_domain::{
    StoreError,
    event::{EventCounters, EventId, EventView},
    ports::{Announcement, EventQueries as _, Listener as _, News},
};
use fasttrack_memory::{CacheSettings, CachedEventQueries};
use fasttrack_test_support::{a_user, an_event};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{
    fakes::{FakeQueries, soon},
    shared::answers,
};

pub fn settings() -> CacheSettings {
    // Far more than a test takes: where time counts, the test says so.
    CacheSettings { ttl: CachedEventQueries::MAX_TTL, capacity: 1 << 20 }
}

fn a_view() -> EventView {
    let event = an_event(&a_user("owner").editor().build()).build();
    EventView { event, counters: EventCounters::default(), venue: None, forecast: None }
}

/// A store with one event, and a cache in front of it.
fn cached(store: &Arc<FakeQueries>) -> (Arc<CachedEventQueries>, EventView) {
    let view = a_view();
    store.events.lock().unwrap().push(view.clone());
    (Arc::new(CachedEventQueries::new(store.clone(), answers(&Arc::default()), settings())), view)
}

/// The event has one more registration.
fn register(store: &FakeQueries) {
    store.events.lock().unwrap()[0].counters.registered += 1;
}

async fn registered(cached: &CachedEventQueries, id: EventId) -> u32 {
    cached.find(id).await.unwrap().unwrap().counters.registered
}

fn asking(cached: &Arc<CachedEventQueries>, id: EventId) -> JoinHandle<u32> {
    let cached = Arc::clone(cached);
    tokio::spawn(async move { registered(&cached, id).await })
}

fn changed(id: EventId) -> News {
    News::Announced(Announcement::EventChanged(id))
}

#[tokio::test]
async fn an_event_is_asked_for_once() {
    let store = FakeQueries::open();
    let (cached, view) = cached(&store);
    for _ in 0..10 {
        assert_eq!(cached.find(view.event.id).await.unwrap(), Some(view.clone()));
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn a_change_is_seen_as_soon_as_it_is_heard_of() {
    let store = FakeQueries::open();
    let (cached, view) = cached(&store);
    let id = view.event.id;
    for news in [changed(id), News::Announced(Announcement::EventsChanged), News::Missed] {
        let before = registered(&cached, id).await;
        register(&store);
        assert_eq!(registered(&cached, id).await, before, "{news:?}");
        cached.hear(&news);
        assert_eq!(registered(&cached, id).await, before + 1, "{news:?}");
    }
}

#[tokio::test]
async fn the_change_of_another_event_changes_nothing() {
    let store = FakeQueries::open();
    let (cached, view) = cached(&store);
    cached.find(view.event.id).await.unwrap();
    // Another last byte: one in 256 events shares its generation.
    let mut other = view.event.id.uuid().into_bytes();
    other[15] ^= 1;
    let other = EventId::new(Uuid::from_bytes(other));
    cached.hear(&changed(other));
    cached.find(view.event.id).await.unwrap();
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn an_event_that_is_not_there_is_seen_as_soon_as_it_is() {
    let store = FakeQueries::open();
    let (cached, _) = cached(&store);
    let new = a_view();
    assert_eq!(cached.find(new.event.id).await.unwrap(), None);
    store.events.lock().unwrap().push(new.clone());
    assert_eq!(cached.find(new.event.id).await.unwrap(), Some(new));
}

#[tokio::test]
async fn those_who_ask_together_ask_once() {
    let store = FakeQueries::held();
    let (cached, view) = cached(&store);
    let asking: Vec<_> = (0..100).map(|_| asking(&cached, view.event.id)).collect();
    store.until_read().await;
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    store.answers.add_permits(1);
    for one in asking {
        assert_eq!(soon(one).await, 0);
    }
    assert_eq!(store.asked(), 1);
}

/// The race: the store is asked, reads the event, and before its answer is here the event changes.
/// Who asks after that gets the new one; the old answer, being later, must not be kept over it.
#[tokio::test]
async fn an_answer_from_before_a_change_is_not_kept() {
    let store = FakeQueries::held();
    let (cached, view) = cached(&store);
    let id = view.event.id;
    let early = asking(&cached, id);
    store.until_read().await;
    register(&store);
    cached.hear(&changed(id));
    let late = asking(&cached, id);
    store.until_read().await;
    store.answers.add_permits(1_000);
    soon(early).await;
    assert_eq!(soon(late).await, 1);
    assert_eq!(registered(&cached, id).await, 1);
}

#[tokio::test]
async fn a_failure_is_passed_on_and_not_kept() {
    let store = FakeQueries::open();
    let (cached, view) = cached(&store);
    *store.down.lock().unwrap() = true;
    let result = cached.find(view.event.id).await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    *store.down.lock().unwrap() = false;
    assert_eq!(cached.find(view.event.id).await.unwrap(), Some(view));
}

/// Time is the subject here: a change that nobody announces is seen after the longest time all the
/// same, though more was asked for.
#[tokio::test]
async fn an_answer_is_used_for_half_a_second_and_no_longer() {
    let store = FakeQueries::open();
    let view = a_view();
    store.events.lock().unwrap().push(view.clone());
    let settings = CacheSettings { ttl: Duration::from_secs(3_600), ..settings() };
    let cached = CachedEventQueries::new(store.clone(), answers(&Arc::default()), settings);
    registered(&cached, view.event.id).await;
    register(&store);
    tokio::time::sleep(CachedEventQueries::MAX_TTL).await;
    assert_eq!(registered(&cached, view.event.id).await, 1);
}

/// It ages from when the store was asked, not from when the answer was there.
#[tokio::test]
async fn an_answer_that_took_long_is_not_kept() {
    let store = FakeQueries::held();
    let (cached, view) = cached(&store);
    let slow = asking(&cached, view.event.id);
    store.until_read().await;
    tokio::time::sleep(CachedEventQueries::MAX_TTL).await;
    store.answers.add_permits(2);
    assert_eq!(soon(slow).await, 0);
    register(&store);
    assert_eq!(registered(&cached, view.event.id).await, 1);
}
