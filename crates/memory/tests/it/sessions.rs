//! The cache of active sessions: what it may answer, and what it must ask.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    ports::{ActiveSessions, Announcement, Listener, News},
    session::{ActiveSession, SessionId},
    time::Timestamp,
};
use fasttrack_memory::{CacheSettings, CachedActiveSessions};

use crate::store::{FakeStore, session};

const NOW: Timestamp = Timestamp::EPOCH;

fn after(micros: i64) -> Timestamp {
    NOW.saturating_add(TimeDelta::microseconds(micros))
}

fn settings() -> CacheSettings {
    CacheSettings { ttl: CachedActiveSessions::MAX_TTL, capacity: 100 }
}

/// A store with one session that lives for an hour, and a cache before it.
fn cached(store: &Arc<FakeStore>) -> (CachedActiveSessions, ActiveSession) {
    let session = session(7, after(3_600_000_000));
    store.put(session);
    (CachedActiveSessions::new(Arc::clone(store) as _, settings()), session)
}

/// What the cache hears when a session ended.
fn forget(cache: &CachedActiveSessions, ended: SessionId) {
    cache.hear(&News::Announced(Announcement::SessionEnded(ended)));
}

#[tokio::test]
async fn an_active_session_is_asked_for_once() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    for _ in 0..10 {
        assert_eq!(cache.find(session.id, NOW).await.unwrap(), Some(session));
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn an_answer_is_used_for_a_second_and_no_longer() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    cache.find(session.id, NOW).await.unwrap();
    store.end(session.id);
    assert_eq!(cache.find(session.id, after(999_999)).await.unwrap(), Some(session));
    assert_eq!(cache.find(session.id, after(1_000_000)).await.unwrap(), None);
}

#[tokio::test]
async fn a_longer_ttl_than_the_port_allows_is_cut() {
    let store = FakeStore::open();
    let (_, session) = cached(&store);
    let settings = CacheSettings { ttl: Duration::from_secs(60), ..settings() };
    let cache = CachedActiveSessions::new(Arc::clone(&store) as _, settings);
    cache.find(session.id, NOW).await.unwrap();
    cache.find(session.id, after(1_000_000)).await.unwrap();
    assert_eq!(store.asked(), 2);
}

/// When the clock is set back, an answer from the future is not kept until the clock is there.
#[tokio::test]
async fn a_clock_that_goes_back_makes_no_answer_older_than_a_second() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    cache.find(session.id, after(60_000_000)).await.unwrap();
    cache.find(session.id, NOW).await.unwrap();
    assert_eq!(store.asked(), 2);
}

/// The same bound by the time that really passes, for a clock that stands still. Waits for the
/// condition, however slow the machine is.
#[tokio::test]
async fn an_answer_ages_even_if_the_clock_stands_still() {
    let store = FakeStore::open();
    let (_, session) = cached(&store);
    let settings = CacheSettings { ttl: Duration::from_millis(5), ..settings() };
    let cache = CachedActiveSessions::new(Arc::clone(&store) as _, settings);
    let asked_again = async {
        while store.asked() < 2 {
            cache.find(session.id, NOW).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asked_again).await.unwrap();
}

#[tokio::test]
async fn an_answer_does_not_outlive_its_session() {
    let store = FakeStore::open();
    let (cache, _) = cached(&store);
    let brief = session(8, after(10));
    store.put(brief);
    assert_eq!(cache.find(brief.id, after(9)).await.unwrap(), Some(brief));
    assert_eq!(cache.find(brief.id, after(10)).await.unwrap(), None);
}

/// It was refreshed meanwhile: the store knows.
#[tokio::test]
async fn a_session_that_was_prolonged_goes_on() {
    let store = FakeStore::open();
    let (cache, _) = cached(&store);
    let brief = session(8, after(10));
    store.put(brief);
    cache.find(brief.id, NOW).await.unwrap();
    let prolonged = session(8, after(1000));
    store.put(prolonged);
    assert_eq!(cache.find(brief.id, after(10)).await.unwrap(), Some(prolonged));
}

#[tokio::test]
async fn a_session_that_does_not_exist_is_seen_as_soon_as_it_does() {
    let store = FakeStore::open();
    let (cache, _) = cached(&store);
    let new = session(9, after(1000));
    assert_eq!(cache.find(new.id, NOW).await.unwrap(), None);
    store.put(new);
    assert_eq!(cache.find(new.id, NOW).await.unwrap(), Some(new));
}

#[tokio::test]
async fn a_failure_is_passed_on_and_not_kept() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    store.fail(true);
    assert!(matches!(cache.find(session.id, NOW).await, Err(StoreError::Unavailable(_))));
    store.fail(false);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), Some(session));
}

#[tokio::test]
async fn a_forgotten_session_fails_at_once() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    cache.find(session.id, NOW).await.unwrap();
    store.end(session.id);
    forget(&cache, session.id);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

#[tokio::test]
async fn to_forget_one_session_leaves_another() {
    let store = FakeStore::open();
    let (cache, kept) = cached(&store);
    let ended = session(8, after(1000));
    cache.find(kept.id, NOW).await.unwrap();
    forget(&cache, ended.id);
    cache.find(kept.id, NOW).await.unwrap();
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn a_session_that_was_forgotten_but_lives_is_kept_again() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    forget(&cache, session.id);
    cache.find(session.id, NOW).await.unwrap();
    cache.find(session.id, NOW).await.unwrap();
    assert_eq!(store.asked(), 1);
}

/// Nobody knows which ended, so every one is asked for again.
#[tokio::test]
async fn when_something_was_missed_nothing_counts() {
    let store = FakeStore::open();
    let (cache, session) = cached(&store);
    cache.find(session.id, NOW).await.unwrap();
    store.end(session.id);
    cache.hear(&News::Missed);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

/// The race: the store is asked, reads the session, and before its answer is here the session ends
/// and is forgotten. The old answer must be neither given nor kept.
#[tokio::test]
async fn an_answer_from_before_a_forget_is_neither_given_nor_kept() {
    let store = FakeStore::held();
    let (cache, session) = cached(&store);
    let cache = Arc::new(cache);

    let asking = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(session.id, NOW).await }
    });
    store.read.acquire().await.unwrap().forget();
    store.end(session.id);
    forget(&cache, session.id);
    store.answers.add_permits(100);

    assert_eq!(asking.await.unwrap().unwrap(), None);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

/// As before, but whoever asked has hung up: nobody is left to ask again, and what was kept of the
/// answer, if anything, must not count.
#[tokio::test]
async fn an_abandoned_question_leaves_nothing_behind() {
    let store = FakeStore::held();
    let (cache, session) = cached(&store);
    let cache = Arc::new(cache);

    let asking = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(session.id, NOW).await }
    });
    store.read.acquire().await.unwrap().forget();
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    store.end(session.id);
    forget(&cache, session.id);
    store.answers.add_permits(100);

    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

/// Two ask at once, one before and one after the session ended: the late old answer must not
/// replace the truth.
#[tokio::test]
async fn of_two_answers_the_older_does_not_win_by_being_later() {
    let store = FakeStore::held();
    let (cache, session) = cached(&store);
    let cache = Arc::new(cache);
    let ask = || {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move { cache.find(session.id, NOW).await })
    };

    let early = ask();
    store.read.acquire().await.unwrap().forget();
    store.end(session.id);
    forget(&cache, session.id);
    let late = ask();
    store.read.acquire().await.unwrap().forget();
    store.answers.add_permits(100);

    assert_eq!(late.await.unwrap().unwrap(), None);
    assert_eq!(early.await.unwrap().unwrap(), None);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

/// As before, but of the end nothing was heard: who was told the truth is told nothing else after.
#[tokio::test]
async fn what_was_found_gone_does_not_come_back_by_an_older_answer() {
    let store = FakeStore::held();
    let (cache, session) = cached(&store);
    let cache = Arc::new(cache);

    let early = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(session.id, NOW).await }
    });
    store.read.acquire().await.unwrap().forget();
    store.end(session.id);
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
    store.answers.add_permits(100);

    // Who asked before the end.
    assert_eq!(early.await.unwrap().unwrap(), Some(session));
    assert_eq!(cache.find(session.id, NOW).await.unwrap(), None);
}

/// While others sign out all the time, who only wants to know gets an answer.
#[tokio::test]
async fn a_request_asks_a_few_times_and_not_for_ever() {
    let store = FakeStore::held();
    let (cache, session) = cached(&store);
    let cache = Arc::new(cache);
    let asking = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(session.id, NOW).await }
    });
    for _ in 0..3 {
        store.read.acquire().await.unwrap().forget();
        forget(&cache, session.id);
        store.answers.add_permits(1);
    }
    let answer = tokio::time::timeout(Duration::from_secs(10), asking).await.expect("it asks for ever");
    assert_eq!(answer.unwrap().unwrap(), Some(session));
    assert_eq!(store.asked(), 3);
}
