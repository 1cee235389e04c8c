//! Answers through the shared cache, of whatever they are.

use std::{sync::Arc, time::Duration};

use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventStatus, StatsGroup, Visibility},
    page::PageRequest,
    ports::{Cache as _, CacheGroup, EventQueries as _, VenueQueries},
    user::UserId,
    venue::{Venue, VenueFilter},
};
use fasttrack_memory::{CachedEventQueries, CachedVenueQueries, SharedAnswers};
use fasttrack_test_support::{a_venue, unique_id};
use tokio::task::JoinHandle;

use super::{
    event::settings,
    fakes::{FakeCache, FakeQueries, soon},
};

pub fn answers(cache: &Arc<FakeCache>) -> SharedAnswers {
    SharedAnswers::new(cache.clone(), Duration::from_secs(1))
}

/// A store with one venue, a cache in front of it, and what that keeps.
fn cached(store: &Arc<FakeQueries>) -> (Arc<CachedVenueQueries>, Arc<FakeCache>, Venue) {
    let (venue, cache) = (a_venue("Teatro").build(), Arc::<FakeCache>::default());
    store.venues.lock().unwrap().items.push(venue.clone());
    (Arc::new(CachedVenueQueries::new(store.clone(), answers(&cache))), cache, venue)
}

fn find(cached: &Arc<CachedVenueQueries>, venue: &Venue) -> JoinHandle<Result<Option<Venue>, StoreError>> {
    let (cached, id) = (Arc::clone(cached), venue.id);
    tokio::spawn(async move { cached.find(id).await })
}

/// Lets every task that can go on do so, on the one thread of the test.
pub async fn settle() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_invalidated_is_asked_again() {
    let store = FakeQueries::open();
    let (cached, cache, venue) = cached(&store);
    cached.find(venue.id).await.unwrap();
    store.venues.lock().unwrap().items.clear();
    assert_eq!(cached.find(venue.id).await.unwrap(), Some(venue.clone()));
    cache.invalidate(CacheGroup::Venues).await;
    assert_eq!(cached.find(venue.id).await.unwrap(), None);
}

#[tokio::test]
async fn different_questions_have_different_answers() {
    let store = FakeQueries::open();
    let (cached, _, venue) = cached(&store);
    let other = VenueFilter { accessible: Some(true), ..VenueFilter::default() };
    cached.find(venue.id).await.unwrap();
    cached.find(a_venue("Cinema").build().id).await.unwrap();
    cached.count(&VenueFilter::default()).await.unwrap();
    cached.count(&other).await.unwrap();
    cached.list(&other, &PageRequest::default()).await.unwrap();
    assert_eq!(store.asked(), 5);
}

#[tokio::test]
async fn those_who_ask_together_ask_once() {
    let store = FakeQueries::held();
    let (cached, _, venue) = cached(&store);
    let asking: Vec<_> = (0..100).map(|_| find(&cached, &venue)).collect();
    store.until_read().await;
    settle().await;
    store.answers.add_permits(1);
    for one in asking {
        assert_eq!(soon(one).await.unwrap(), Some(venue.clone()));
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn whoever_asked_first_may_hang_up() {
    let store = FakeQueries::held();
    let (cached, _, venue) = cached(&store);
    let first = find(&cached, &venue);
    store.until_read().await;
    let second = find(&cached, &venue);
    settle().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    store.answers.add_permits(1);
    assert_eq!(soon(second).await.unwrap(), Some(venue));
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn when_everybody_hung_up_the_next_one_asks() {
    let store = FakeQueries::held();
    let (cached, _, venue) = cached(&store);
    let first = find(&cached, &venue);
    store.until_read().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let second = find(&cached, &venue);
    store.until_read().await;
    store.answers.add_permits(2);
    assert_eq!(soon(second).await.unwrap(), Some(venue));
    assert_eq!(store.asked(), 2);
}

/// The race: a question is under way when the venue is changed. Who asks after that must not get
/// the answer from before it, neither from the question under way nor from what it leaves behind.
#[tokio::test]
async fn a_question_from_before_a_change_is_not_joined_after_it() {
    let store = FakeQueries::held();
    let (cached, cache, venue) = cached(&store);
    let early = find(&cached, &venue);
    store.until_read().await;
    store.venues.lock().unwrap().items.clear();
    cache.invalidate(CacheGroup::Venues).await;
    let late = find(&cached, &venue);
    store.until_read().await;
    store.answers.add_permits(2);
    assert_eq!(soon(early).await.unwrap(), Some(venue.clone()));
    assert_eq!(soon(late).await.unwrap(), None);
    assert_eq!(cached.find(venue.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_failure_is_for_all_who_asked_and_not_kept() {
    let store = FakeQueries::held();
    let (cached, _, venue) = cached(&store);
    *store.down.lock().unwrap() = true;
    let asking: Vec<_> = (0..3).map(|_| find(&cached, &venue)).collect();
    store.until_read().await;
    settle().await;
    store.answers.add_permits(2);
    for one in asking {
        let result = soon(one).await;
        assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    }
    *store.down.lock().unwrap() = false;
    assert_eq!(cached.find(venue.id).await.unwrap(), Some(venue));
}

/// As when another release of the program shares the cache.
#[tokio::test]
async fn what_cannot_be_read_is_asked_for() {
    let store = FakeQueries::open();
    let (cached, cache, venue) = cached(&store);
    for garbage in [&b""[..], b"null", b"{\"id\": 7}", b"\xff", b"[[[["] {
        cached.find(venue.id).await.unwrap();
        cache.spoil(garbage);
        let found = cached.find(venue.id).await.unwrap();
        assert!(found == Some(venue.clone()) || garbage == b"null", "{found:?}");
    }
}

/// Figures that count drafts are for who may see those drafts.
#[tokio::test]
async fn only_what_every_reader_may_see_is_shared() {
    let store = FakeQueries::open();
    let cached = CachedEventQueries::new(store.clone(), answers(&Arc::default()), settings());
    let (mine, yours) = (UserId::new(unique_id()), UserId::new(unique_id()));
    let all = [Visibility::DraftsOf(mine), Visibility::DraftsOf(yours), Visibility::AllDrafts];
    for (status, questions) in [
        (None, 6),
        (Some(EventStatus::Draft), 6),
        (Some(EventStatus::Published), 1),
        (Some(EventStatus::Cancelled), 1),
    ] {
        let before = store.asked();
        for visible in all.into_iter().chain(all) {
            let filter = EventFilter { status, visible, ..EventFilter::default() };
            cached.stats(&filter, StatsGroup::City, &PageRequest::default()).await.unwrap();
        }
        assert_eq!(store.asked() - before, questions, "{status:?}");
    }
}

/// A flight is joined as long as its answer could be used, were it kept, and no longer.
#[tokio::test]
async fn a_question_that_takes_long_is_put_again() {
    let ttl = Duration::from_millis(50);
    let (store, venue) = (FakeQueries::held(), a_venue("Teatro").build());
    store.venues.lock().unwrap().items.push(venue.clone());
    let answers = SharedAnswers::new(Arc::<FakeCache>::default(), ttl);
    let cached = Arc::new(CachedVenueQueries::new(store.clone(), answers));
    let slow = find(&cached, &venue);
    store.until_read().await;
    tokio::time::sleep(ttl).await;
    let next = find(&cached, &venue);
    store.until_read().await;
    store.answers.add_permits(2);
    assert_eq!((soon(slow).await.unwrap(), soon(next).await.unwrap()), (Some(venue.clone()), Some(venue)));
    assert_eq!(store.asked(), 2);
}

/// The time that the cache is told is the shorter one of what was asked for and what is allowed.
#[tokio::test]
async fn a_longer_time_than_is_allowed_is_cut() {
    for (asked, given) in [(500, 500), (1_000, 1_000), (60_000, 1_000)] {
        let (store, cache) = (FakeQueries::open(), Arc::<FakeCache>::default());
        let answers = SharedAnswers::new(cache.clone(), Duration::from_millis(asked));
        CachedVenueQueries::new(store, answers).count(&VenueFilter::default()).await.unwrap();
        assert_eq!(cache.last_ttl(), Some(Duration::from_millis(given)));
    }
}

/// Those that ended leave nothing behind that is looked at for ever.
#[tokio::test]
async fn ten_thousand_questions_are_all_asked() {
    let (store, cache) = (FakeQueries::open(), Arc::<FakeCache>::default());
    let cached = CachedVenueQueries::new(store.clone(), answers(&cache));
    for _ in 0..10_000 {
        cached.find(a_venue("Teatro").build().id).await.unwrap();
    }
    assert_eq!(store.asked(), 10_000);
}
