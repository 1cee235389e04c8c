use fasttrack_domain::{
    session::{Session, TokenHash},
    time::Timestamp,
    user::User,
};
use fasttrack_test_support::{a_session, a_token, instant};

use crate::{Harness, pages::first, races::race};

fn day(n: u32) -> Timestamp {
    instant(&format!("2030-03-{n:02}T00:00:00Z"))
}

/// Expires at that day.
fn until(user: &User, expires_at: Timestamp) -> Session {
    Session { expires_at, ..a_session(user) }
}

impl Harness {
    async fn prune_sessions(&self, over_before: Timestamp, most: u16) -> u64 {
        let mut unit = self.unit().await;
        let removed = unit.sessions().prune(over_before, most).await.unwrap();
        unit.commit().await.unwrap();
        removed
    }

    async fn knows(&self, token: &TokenHash) -> bool {
        self.unit().await.sessions().find_by_token(token).await.unwrap().is_some()
    }

    async fn end_at(&self, session: &Session, at: Timestamp) {
        let mut unit = self.unit().await;
        assert!(unit.sessions().end(session.id, session.user_id, at).await.unwrap());
        unit.commit().await.unwrap();
    }

    async fn spend(&self, session: &Session, old: &TokenHash, new: &TokenHash) {
        let mut unit = self.unit().await;
        unit.sessions().rotate(session, old, new).await.unwrap();
        unit.commit().await.unwrap();
    }
}

pub(crate) async fn what_has_been_over_for_long_is_removed(harness: &Harness) {
    let user = harness.some_user().await;
    let sessions = [
        // Expired before, just before, and at the instant.
        (until(&user, day(1)), None, false),
        (until(&user, Timestamp::from_micros(day(10).micros() - 1).unwrap()), None, false),
        (until(&user, day(10)), None, true),
        // Ended long before it would have expired, and after.
        (until(&user, day(20)), Some(day(9)), false),
        (until(&user, day(20)), Some(day(10)), true),
        // Ended when it had expired already.
        (until(&user, day(2)), Some(day(15)), false),
        (until(&user, day(20)), None, true),
    ];
    for (n, (session, ended, _)) in (0..).zip(&sessions) {
        harness.add_session(session, &a_token(n)).await;
        if let Some(at) = ended {
            harness.end_at(session, *at).await;
        }
    }
    // Each with its token.
    assert_eq!(harness.prune_sessions(day(10), 100).await, 8);
    assert_eq!(harness.prune_sessions(day(10), 100).await, 0);
    for (n, (_, _, stays)) in (0..).zip(&sessions) {
        assert_eq!(harness.knows(&a_token(n)).await, *stays, "session {n}");
    }
}

/// Whoever presents one of them again has a copy: that must not be forgotten.
pub(crate) async fn spent_tokens_of_a_session_that_lives_stay(harness: &Harness) {
    let user = harness.some_user().await;
    let session = until(&user, day(20));
    harness.add_session(&session, &a_token(0)).await;
    for n in 0..5 {
        harness.spend(&session, &a_token(n), &a_token(n + 1)).await;
    }
    assert_eq!(harness.prune_sessions(day(10), 100).await, 0);
    let mut unit = harness.unit().await;
    for n in 0..=5 {
        let found = unit.sessions().find_by_token(&a_token(n)).await.unwrap().unwrap();
        assert_eq!((found.session.id, found.spent), (session.id, n < 5));
    }
}

pub(crate) async fn many_tokens_are_removed_bit_by_bit_before_their_session(harness: &Harness) {
    let user = harness.some_user().await;
    let session = until(&user, day(1));
    harness.add_session(&session, &a_token(0)).await;
    for n in 0..9 {
        harness.spend(&session, &a_token(n), &a_token(n + 1)).await;
    }
    assert_eq!(harness.prune_sessions(day(10), 0).await, 0);
    // Ten tokens, and the session.
    let mut left = 11;
    loop {
        let removed = harness.prune_sessions(day(10), 4).await;
        assert!(removed <= 8);
        left -= removed;
        if removed < 4 {
            break;
        }
    }
    assert_eq!(left, 0);
    for n in 0..10 {
        assert!(!harness.knows(&a_token(n)).await);
    }
}

pub(crate) async fn several_remove_each_session_once(harness: &Harness) {
    let user = harness.some_user().await;
    for n in 0..40 {
        harness.add_session(&until(&user, day(1)), &a_token(n)).await;
    }
    let survivor = until(&user, day(20));
    harness.add_session(&survivor, &a_token(200)).await;
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            let removed = unit.sessions().prune(day(10), 15).await?;
            unit.commit().await?;
            Ok(removed)
        }
    })
    .await;
    let mut removed: u64 = results.into_iter().map(Result::unwrap).sum();
    loop {
        match harness.prune_sessions(day(10), 15).await {
            0 => break,
            more => removed += more,
        }
    }
    assert_eq!(removed, 80);
    let page = harness.sessions.list(user.id, Timestamp::EPOCH, &first(100)).await.unwrap();
    assert_eq!(page.items, [survivor]);
}
