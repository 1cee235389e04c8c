use std::collections::BTreeSet;

use chrono::TimeDelta;
use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    api_key::{ActiveApiKey, ApiKey, ApiKeyId, ApiKeyName},
    session::TokenHash,
    time::Timestamp,
    user::User,
};
use fasttrack_test_support::{a_token, a_user, an_api_key, instant, unique_id};

use crate::{
    Harness, assert_conflict,
    pages::{first, walk},
    races::race,
    users::LATEST,
};

fn day(n: u32) -> Timestamp {
    instant(&format!("2030-03-{n:02}T00:00:00Z"))
}

fn before(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.micros() - 1).unwrap()
}

impl Harness {
    async fn add_key(&self, key: &ApiKey, hash: &TokenHash) {
        let mut unit = self.unit().await;
        unit.api_keys().add(key, hash).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn keys(&self, user: &User) -> Vec<ApiKey> {
        self.api_keys.list(user.id, &first(100)).await.unwrap().items
    }

    async fn note_uses(&self, uses: &[(ApiKeyId, Timestamp)]) {
        let mut unit = self.unit().await;
        unit.api_keys().note_uses(uses).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn prune_api_keys(&self, expired_before: Timestamp, most: u16) -> u64 {
        let mut unit = self.unit().await;
        let removed = unit.api_keys().prune(expired_before, most).await.unwrap();
        unit.commit().await.unwrap();
        removed
    }
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let user = harness.some_user().await;
    let plain = ApiKey {
        name: "é".parse().unwrap(),
        scopes: Scopes::NONE,
        created_at: Timestamp::EPOCH,
        expires_at: instant(LATEST),
        ..an_api_key(&user)
    };
    let full = ApiKey {
        name: "é".repeat(ApiKeyName::MAX).parse().unwrap(),
        scopes: Scope::ALL.into_iter().collect(),
        last_used_at: Some(instant("2030-01-02T03:04:05.000006Z")),
        ..an_api_key(&user)
    };
    for (n, key) in [(1, &plain), (2, &full)] {
        harness.add_key(key, &a_token(n)).await;
        let ApiKey { id, user_id, scopes, last_used_at, expires_at, .. } = *key;
        let active = harness.api_keys.active(&a_token(n), Timestamp::EPOCH).await.unwrap();
        let role = user.role;
        assert_eq!(active, Some(ActiveApiKey { id, user_id, role, scopes, last_used_at, expires_at }));
    }
    assert_eq!(harness.keys(&user).await, [full, plain]);
}

pub(crate) async fn a_key_needs_a_user(harness: &Harness) {
    let key = an_api_key(&a_user("nobody").build());
    assert_conflict!(harness.unit().await.api_keys().add(&key, &a_token(1)).await, UserUnknown);
}

pub(crate) async fn active_means_neither_expired_nor_deleted_nor_deactivated(harness: &Harness) {
    let user = harness.some_user().await;
    let key = an_api_key(&user);
    harness.add_key(&key, &a_token(1)).await;
    let is_active = async |at: Timestamp| harness.api_keys.active(&a_token(1), at).await.unwrap().is_some();

    assert!(is_active(key.created_at).await);
    assert!(is_active(before(key.expires_at)).await);
    assert!(!is_active(key.expires_at).await);
    assert_eq!(harness.api_keys.active(&a_token(2), key.created_at).await.unwrap(), None);

    for active in [false, true] {
        let mut unit = harness.unit().await;
        assert!(unit.users().update(&User { active, ..user.clone() }).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(is_active(key.created_at).await, active);
    }

    let mut unit = harness.unit().await;
    assert!(unit.api_keys().delete(key.id, user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert!(!is_active(key.created_at).await);
}

pub(crate) async fn the_role_is_that_of_now(harness: &Harness) {
    let user = harness.some_user().await;
    let key = an_api_key(&user);
    harness.add_key(&key, &a_token(1)).await;
    for role in Role::ALL {
        let mut unit = harness.unit().await;
        assert!(unit.users().update(&User { role, ..user.clone() }).await.unwrap());
        unit.commit().await.unwrap();
        let active = harness.api_keys.active(&a_token(1), key.created_at).await.unwrap().unwrap();
        assert_eq!((active.role, active.scopes), (role, key.scopes));
    }
}

pub(crate) async fn a_key_is_deleted_for_its_own_user_and_once(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let (key, kept) = (an_api_key(&user), an_api_key(&user));
    harness.add_key(&key, &a_token(1)).await;
    harness.add_key(&kept, &a_token(2)).await;

    let mut unit = harness.unit().await;
    assert!(!unit.api_keys().delete(key.id, other.id).await.unwrap());
    assert!(!unit.api_keys().delete(ApiKeyId::new(unique_id()), user.id).await.unwrap());
    assert!(unit.api_keys().delete(key.id, user.id).await.unwrap());
    assert!(!unit.api_keys().delete(key.id, user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.keys(&user).await, [kept]);
}

pub(crate) async fn lists_show_all_keys_of_a_user_the_newest_first(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let made =
        |on: u32, until: u32| ApiKey { created_at: day(on), expires_at: day(until), ..an_api_key(&user) };
    let (old, new, expired) = (made(1, 20), made(3, 21), made(2, 5));
    for (n, key) in (0..).zip([&old, &new, &expired]) {
        harness.add_key(key, &a_token(n)).await;
    }
    harness.add_key(&an_api_key(&other), &a_token(9)).await;

    assert_eq!(harness.keys(&user).await, [new, expired, old]);
    assert_eq!(harness.api_keys.count(user.id).await.unwrap(), 3);
    let mut unit = harness.unit().await;
    for (at, live) in [(before(day(5)), 3), (day(5), 2), (before(day(20)), 2), (day(20), 1), (day(21), 0)] {
        assert_eq!(unit.api_keys().count_live(user.id, at).await.unwrap(), live, "{at}");
    }
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let user = harness.some_user().await;
    // All at one instant: the identifiers decide.
    let keys: Vec<ApiKey> = (0..10).map(|_| an_api_key(&user)).collect();
    for (n, key) in (0..).zip(&keys) {
        harness.add_key(key, &a_token(n)).await;
    }
    let user_id = user.id;
    let seen: Vec<ApiKeyId> = walk(
        3,
        |request| async move { Ok(harness.api_keys.list(user_id, &request).await?.map(|key| key.id)) },
        |page| {
            let gone = keys[9 - 3 * page].id;
            let newer = an_api_key(&user);
            async move {
                let mut unit = harness.unit().await;
                assert!(unit.api_keys().delete(gone, user_id).await.unwrap());
                unit.commit().await.unwrap();
                harness.add_key(&newer, &a_token(100 + u8::try_from(page).unwrap())).await;
            }
        },
    )
    .await;
    let expected: Vec<ApiKeyId> = keys.iter().rev().map(|key| key.id).collect();
    assert_eq!(seen, expected);
}

pub(crate) async fn a_use_is_noted_once_a_minute(harness: &Harness) {
    let user = harness.some_user().await;
    let keys = [an_api_key(&user), an_api_key(&user)];
    for (n, key) in (0..).zip(&keys) {
        harness.add_key(key, &a_token(n)).await;
    }
    let [used, other] = keys.each_ref().map(|key| key.id);
    let at = |seconds: i64| keys[0].created_at.saturating_add(TimeDelta::seconds(seconds));
    let noted = async || {
        let found = harness.keys(&user).await;
        [used, other].map(|id| found.iter().find(|key| key.id == id).unwrap().last_used_at)
    };

    assert_eq!(noted().await, [None, None]);
    harness.note_uses(&[(used, at(0))]).await;
    assert_eq!(noted().await, [Some(at(0)), None]);
    // Too soon for the one, the first time of the other; and of a key that is gone.
    harness.note_uses(&[(used, at(59)), (other, at(59)), (ApiKeyId::new(unique_id()), at(59))]).await;
    assert_eq!(noted().await, [Some(at(0)), Some(at(59))]);
    harness.note_uses(&[(used, at(60)), (other, at(60))]).await;
    assert_eq!(noted().await, [Some(at(60)), Some(at(59))]);
    // What is late does not set it back.
    harness.note_uses(&[(used, at(0))]).await;
    harness.note_uses(&[]).await;
    assert_eq!(noted().await, [Some(at(60)), Some(at(59))]);
}

pub(crate) async fn several_note_uses_of_the_same_keys_at_once(harness: &Harness) {
    let user = harness.some_user().await;
    let keys: Vec<ApiKey> = (0..20).map(|_| an_api_key(&user)).collect();
    for (n, key) in (0..).zip(&keys) {
        harness.add_key(key, &a_token(n)).await;
    }
    let now = keys[0].created_at;
    let (shared, ids) = (harness.clone(), keys.iter().map(|key| key.id).collect::<Vec<_>>());
    let results = race(6, move |task| {
        let (harness, mut ids) = (shared.clone(), ids.clone());
        // Each in an order of its own.
        if task % 2 == 0 {
            ids.reverse();
        }
        async move {
            let uses: Vec<_> = ids.into_iter().map(|id| (id, now)).collect();
            let mut unit = harness.store.begin().await?;
            unit.api_keys().note_uses(&uses).await?;
            unit.commit().await
        }
    })
    .await;
    results.into_iter().for_each(|result| result.unwrap());
    assert!(harness.keys(&user).await.iter().all(|key| key.last_used_at == Some(now)));
}

/// What the use case does that gives keys out.
pub(crate) async fn who_holds_the_user_counts_right(harness: &Harness) {
    const MOST: u64 = 5;
    let user = harness.some_user().await;
    let (shared, owner) = (harness.clone(), user.clone());
    let results = race(12, move |task| {
        let (harness, key) = (shared.clone(), an_api_key(&owner));
        async move {
            let mut unit = harness.store.begin().await?;
            unit.users().find(key.user_id).await?.unwrap();
            if unit.api_keys().count_live(key.user_id, key.created_at).await? < MOST {
                unit.api_keys().add(&key, &a_token(u8::try_from(task).unwrap())).await?;
                unit.commit().await?;
            }
            Ok(())
        }
    })
    .await;
    results.into_iter().for_each(|result| result.unwrap());
    assert_eq!(harness.api_keys.count(user.id).await.unwrap(), MOST);
}

pub(crate) async fn a_deleted_user_takes_its_keys_along(harness: &Harness) {
    let user = harness.some_user().await;
    let key = an_api_key(&user);
    harness.add_key(&key, &a_token(1)).await;
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.api_keys.active(&a_token(1), key.created_at).await.unwrap(), None);
    assert_eq!(harness.api_keys.count(user.id).await.unwrap(), 0);
}

pub(crate) async fn what_expired_long_ago_is_removed_bit_by_bit(harness: &Harness) {
    let user = harness.some_user().await;
    let until = |expires_at| ApiKey { expires_at, ..an_api_key(&user) };
    let expired: Vec<ApiKey> = (1..=7).map(|n| until(day(n))).collect();
    let kept = [until(day(10)), until(day(20))];
    for (n, key) in (0..).zip(expired.iter().chain(&kept)) {
        harness.add_key(key, &a_token(n)).await;
    }
    assert_eq!(harness.prune_api_keys(day(10), 0).await, 0);
    // The oldest first.
    assert_eq!(harness.prune_api_keys(day(10), 3).await, 3);
    let left: BTreeSet<ApiKeyId> = harness.keys(&user).await.iter().map(|key| key.id).collect();
    assert_eq!(left, expired[3..].iter().chain(&kept).map(|key| key.id).collect());
    assert_eq!(harness.prune_api_keys(day(10), 100).await, 4);
    assert_eq!(harness.prune_api_keys(day(10), 100).await, 0);
    assert_eq!(harness.keys(&user).await.len(), 2);
}
