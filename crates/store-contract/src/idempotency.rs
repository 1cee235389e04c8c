use fasttrack_domain::{
    StoreError,
    id::Id,
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    time::Timestamp,
    user::{User, UserId},
};
use fasttrack_test_support::{a_user, instant, unique_id};

use crate::{Harness, assert_conflict, races::race};

const ROUTE: &str = "POST /things";

fn hour(n: u32) -> Timestamp {
    instant(&format!("2030-03-01T{n:02}:00:00Z"))
}

/// Of this user at noon, for an hour.
fn a_claim(user: UserId, key: u8) -> KeyClaim {
    let key = RequestKey { user_id: user, route: ROUTE.to_owned(), hash: [key; 32] };
    KeyClaim { key, request: [7; 32], at: hour(12), expires_at: hour(13) }
}

fn an_answer(words: &str) -> StoredAnswer {
    StoredAnswer(words.as_bytes().to_vec())
}

fn kept(words: &str) -> Option<KeptAnswer> {
    Some(KeptAnswer { request: [7; 32], answer: an_answer(words) })
}

impl Harness {
    /// In a unit of its own, which is committed: the answer that was there, or else this one.
    async fn once(&self, claim: &KeyClaim, answer: &StoredAnswer) -> Result<Option<KeptAnswer>, StoreError> {
        let mut unit = self.store.begin().await?;
        let before = unit.idempotency().claim(claim).await?;
        if before.is_none() {
            unit.idempotency().keep(&claim.key, answer).await?;
        }
        unit.commit().await?;
        Ok(before)
    }

    async fn prune_keys(&self, expired_before: Timestamp, most: u16) -> u64 {
        let mut unit = self.unit().await;
        let removed = unit.idempotency().prune(expired_before, most).await.unwrap();
        unit.commit().await.unwrap();
        removed
    }

    async fn a_user_called(&self, name: &str) -> User {
        let user = a_user(name).build();
        self.add_user(&user).await;
        user
    }
}

pub(crate) async fn a_key_gives_what_was_kept_under_it(harness: &Harness) {
    let claim = a_claim(harness.some_user().await.id, 1);
    assert_eq!(harness.once(&claim, &an_answer("made")).await.unwrap(), None);
    for _ in 0..2 {
        assert_eq!(harness.once(&claim, &an_answer("again")).await.unwrap(), kept("made"));
    }
    // Whoever asks compares: under one key there is one request.
    let other = KeyClaim { request: [8; 32], ..claim };
    assert_eq!(harness.once(&other, &an_answer("other")).await.unwrap(), kept("made"));
}

pub(crate) async fn any_answer_survives(harness: &Harness) {
    let user = harness.some_user().await.id;
    let bytes: Vec<u8> = (0..=255).cycle().take(1_000_000).collect();
    for (key, answer) in (0..).zip([Vec::new(), vec![0], bytes]) {
        let claim = KeyClaim {
            key: RequestKey { route: "r".repeat(RequestKey::MAX_ROUTE), ..a_claim(user, key).key },
            request: [255; 32],
            at: Timestamp::EPOCH,
            expires_at: Timestamp::LAST,
        };
        let answer = StoredAnswer(answer);
        assert_eq!(harness.once(&claim, &answer).await.unwrap(), None);
        let found = harness.once(&claim, &answer).await.unwrap();
        assert!(found == Some(KeptAnswer { request: [255; 32], answer }), "answer {key}");
    }
}

pub(crate) async fn a_key_is_one_of_a_user_and_a_route(harness: &Harness) {
    let (ana, rui) = (harness.a_user_called("ana").await, harness.a_user_called("rui").await);
    let of = |user: &User, route: &str, key| {
        let claim = a_claim(user.id, key);
        KeyClaim { key: RequestKey { route: route.to_owned(), ..claim.key }, ..claim }
    };
    let claims = [of(&ana, ROUTE, 1), of(&ana, ROUTE, 2), of(&ana, "POST /others", 1), of(&rui, ROUTE, 1)];
    for (n, claim) in claims.iter().enumerate() {
        assert_eq!(harness.once(claim, &an_answer(&n.to_string())).await.unwrap(), None, "claim {n}");
    }
    for (n, claim) in claims.iter().enumerate() {
        assert_eq!(harness.once(claim, &an_answer("again")).await.unwrap(), kept(&n.to_string()));
    }
}

pub(crate) async fn a_unit_that_is_rolled_back_frees_the_key(harness: &Harness) {
    let claim = a_claim(harness.some_user().await.id, 1);
    let mut unit = harness.unit().await;
    assert_eq!(unit.idempotency().claim(&claim).await.unwrap(), None);
    unit.idempotency().keep(&claim.key, &an_answer("lost")).await.unwrap();
    drop(unit);
    assert_eq!(harness.once(&claim, &an_answer("made")).await.unwrap(), None);
    assert_eq!(harness.once(&claim, &an_answer("again")).await.unwrap(), kept("made"));
}

pub(crate) async fn a_key_that_has_expired_is_free_and_nothing_of_it_stays(harness: &Harness) {
    let claim = a_claim(harness.some_user().await.id, 1);
    harness.once(&claim, &an_answer("old")).await.unwrap();
    let just_before = Timestamp::from_micros(hour(13).micros() - 1).unwrap();
    let later = |at| KeyClaim { request: [8; 32], at, expires_at: hour(20), ..claim.clone() };
    assert_eq!(harness.once(&later(just_before), &an_answer("new")).await.unwrap(), kept("old"));
    assert_eq!(harness.once(&later(hour(13)), &an_answer("new")).await.unwrap(), None);
    let new = Some(KeptAnswer { request: [8; 32], answer: an_answer("new") });
    assert_eq!(harness.once(&later(hour(19)), &an_answer("again")).await.unwrap(), new);
}

pub(crate) async fn of_units_at_once_one_has_the_key_and_the_others_its_answer(harness: &Harness) {
    let user = harness.some_user().await.id;
    for round in 0..10 {
        let shared = harness.clone();
        let results = race(8, move |n| {
            let harness = shared.clone();
            async move { harness.once(&a_claim(user, round), &an_answer(&n.to_string())).await }
        })
        .await;
        let answers: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_none()).count(), 1, "{answers:?}");
        let made = harness.once(&a_claim(user, round), &an_answer("late")).await.unwrap();
        assert!(answers.into_iter().flatten().all(|answer| Some(answer) == made), "round {round}");
    }
}

/// The same when what they race for has expired.
pub(crate) async fn of_units_at_once_one_takes_the_expired_key(harness: &Harness) {
    let user = harness.some_user().await.id;
    for round in 0..10 {
        harness.once(&a_claim(user, round), &an_answer("old")).await.unwrap();
        let shared = harness.clone();
        let results = race(8, move |n| {
            let harness = shared.clone();
            let claim = KeyClaim { at: hour(15), expires_at: hour(16), ..a_claim(user, round) };
            async move { harness.once(&claim, &an_answer(&n.to_string())).await }
        })
        .await;
        let answers: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_none()).count(), 1, "{answers:?}");
        assert!(!answers.contains(&kept("old")), "{answers:?}");
    }
}

pub(crate) async fn a_key_needs_its_user(harness: &Harness) {
    let claim = a_claim(Id::new(unique_id()), 1);
    assert_conflict!(harness.once(&claim, &an_answer("made")).await, UserUnknown);
}

pub(crate) async fn a_deleted_user_takes_its_keys_along(harness: &Harness) {
    let (ana, rui) = (harness.a_user_called("ana").await, harness.a_user_called("rui").await);
    for user in [&ana, &rui] {
        harness.once(&a_claim(user.id, 1), &an_answer("made")).await.unwrap();
    }
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(ana.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.prune_keys(Timestamp::LAST, 100).await, 1);
}

pub(crate) async fn an_answer_is_kept_under_a_claimed_key_only(harness: &Harness) {
    let claim = a_claim(harness.some_user().await.id, 1);
    let mut unit = harness.unit().await;
    let result = unit.idempotency().keep(&claim.key, &an_answer("made")).await;
    assert!(matches!(result, Err(StoreError::Backend(_))), "{result:?}");
}

pub(crate) async fn what_has_expired_is_removed_bit_by_bit(harness: &Harness) {
    let user = harness.some_user().await.id;
    let until = |key, expires_at| KeyClaim { expires_at, ..a_claim(user, key) };
    for key in 0..10 {
        harness.once(&until(key, hour(13)), &an_answer("old")).await.unwrap();
    }
    for key in 10..13 {
        harness.once(&until(key, hour(14)), &an_answer("new")).await.unwrap();
    }
    assert_eq!(harness.prune_keys(hour(14), 0).await, 0);
    for expected in [4, 4, 2, 0] {
        assert_eq!(harness.prune_keys(hour(14), 4).await, expected);
    }
    for key in 10..13 {
        assert_eq!(harness.once(&a_claim(user, key), &an_answer("again")).await.unwrap(), kept("new"));
    }
}

pub(crate) async fn several_remove_each_key_once(harness: &Harness) {
    let user = harness.some_user().await.id;
    for key in 0..40 {
        harness.once(&a_claim(user, key), &an_answer("old")).await.unwrap();
    }
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            let removed = unit.idempotency().prune(hour(20), 15).await?;
            unit.commit().await?;
            Ok(removed)
        }
    })
    .await;
    let mut removed: u64 = results.into_iter().map(Result::unwrap).sum();
    loop {
        match harness.prune_keys(hour(20), 15).await {
            0 => break,
            more => removed += more,
        }
    }
    assert_eq!(removed, 40);
}
