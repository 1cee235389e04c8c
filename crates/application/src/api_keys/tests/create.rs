use fasttrack_domain::{
    access::Scope, api_key::ApiKey, ports::Credentials, session::TokenHash, time::Timestamp, user::User,
};
use fasttrack_test_support::{FakeUnitOfWork, a_token, a_user, instant};

use super::{RANDOM, keys_on};
use crate::{
    api_keys::{ApiKeyError, NewApiKey},
    testing::{Written, by, by_token_of, hash_of, noted, scopes, store_of, untouched_store},
};

pub fn a_new_key(allows: &[Scope]) -> NewApiKey {
    NewApiKey { name: "CI".parse().unwrap(), scopes: scopes(allows), expires_at: None }
}

/// A unit in which this user has so many keys.
fn unit_with(user: Option<&User>, live: u64) -> (FakeUnitOfWork, Written<(ApiKey, TokenHash)>) {
    let mut unit = FakeUnitOfWork::default();
    let added = Written::by(&unit);
    let log = added.clone();
    let row = user.map(|user| Credentials { user: user.clone(), password_hash: hash_of("old") });
    unit.users.expect_find().returning(move |id| Ok(row.clone().filter(|row| row.user.id == id)));
    unit.api_keys.expect_count_live().returning(move |_, _| Ok(live));
    unit.api_keys.expect_add().returning(move |key, hash| {
        log.push((key.clone(), *hash));
        Ok(())
    });
    (unit, added)
}

#[tokio::test]
async fn a_key_is_kept_by_the_hash_of_what_is_told_once() {
    let ana = a_user("ana").editor().build();
    let (unit, added) = unit_with(Some(&ana), 1);
    let log = unit.audit_log();
    let (keys, bus) = keys_on(store_of(unit));
    let created = keys.create(&by(&ana), a_new_key(&[Scope::EventsRead])).await.unwrap();

    assert_eq!(created.secret.reveal(), format!("ftk_{RANDOM}"));
    assert_eq!(added.lasting(), [(created.key.clone(), a_token(42))], "the hash is of the whole secret");
    let ApiKey { id, user_id, name, scopes: allowed, created_at, last_used_at, expires_at } = created.key;
    assert_eq!((user_id, name.as_str(), allowed), (ana.id, "CI", scopes(&[Scope::EventsRead])));
    assert_eq!((created_at, last_used_at), (instant("2030-01-01T12:00:00Z"), None));
    assert_eq!(expires_at, instant("2030-04-01T12:00:00Z"), "90 days later");
    assert!(bus.announced().is_empty(), "nobody knew it before");
    let told = format!(r#"{} api_key.created api_key {id} {{"scopes":["events:read"]}}"#, ana.id);
    assert_eq!(noted(&log), [told]);
}

#[tokio::test]
async fn neither_debug_nor_an_error_shows_the_secret() {
    let ana = a_user("ana").build();
    let (keys, _) = keys_on(store_of(unit_with(Some(&ana), 0).0));
    let created = keys.create(&by(&ana), a_new_key(&[])).await.unwrap();
    assert!(!format!("{created:?}").contains(RANDOM));
}

#[tokio::test]
async fn a_key_allows_no_more_than_the_token_that_it_is_made_with() {
    let ana = a_user("ana").editor().build();
    let narrow = by_token_of(&ana, scopes(&[Scope::EventsRead]));
    let asked = a_new_key(&[Scope::EventsRead, Scope::EventsWrite, Scope::UsersManage]);
    for (name, ctx, beyond) in [
        ("the role", by(&ana), vec![Scope::UsersManage]),
        ("the token", narrow, vec![Scope::EventsWrite, Scope::UsersManage]),
    ] {
        let (keys, _) = keys_on(untouched_store());
        let result = keys.create(&ctx, asked.clone()).await;
        assert!(
            matches!(&result, Err(ApiKeyError::ScopesNotHeld(scopes)) if *scopes == beyond),
            "{name}: {result:?}"
        );
    }
}

#[tokio::test]
async fn a_key_expires_in_time() {
    let ana = a_user("ana").build();
    let (now, latest) = (instant("2030-01-01T12:00:00Z"), instant("2031-01-01T12:00:00Z"));
    let micros = |at: Timestamp, more: i64| Timestamp::from_micros(at.micros() + more).unwrap();
    for at in [micros(now, 1), latest] {
        let (unit, added) = unit_with(Some(&ana), 0);
        let (keys, _) = keys_on(store_of(unit));
        keys.create(&by(&ana), NewApiKey { expires_at: Some(at), ..a_new_key(&[]) }).await.unwrap();
        assert_eq!(added.lasting()[0].0.expires_at, at);
    }
    let (keys, _) = keys_on(untouched_store());
    for at in [Timestamp::EPOCH, now] {
        let result = keys.create(&by(&ana), NewApiKey { expires_at: Some(at), ..a_new_key(&[]) }).await;
        assert!(matches!(result, Err(ApiKeyError::ExpiryPassed)), "{at}: {result:?}");
    }
    let late = NewApiKey { expires_at: Some(micros(latest, 1)), ..a_new_key(&[]) };
    let result = keys.create(&by(&ana), late).await;
    assert!(matches!(result, Err(ApiKeyError::ExpiryTooFar(at)) if at == latest), "{result:?}");
}

#[tokio::test]
async fn what_nobody_says_is_within_the_limit_too() {
    let ana = a_user("ana").build();
    let (unit, added) = unit_with(Some(&ana), 0);
    let (mut keys, _) = keys_on(store_of(unit));
    keys.max_ttl = chrono::TimeDelta::days(1);
    keys.create(&by(&ana), a_new_key(&[])).await.unwrap();
    assert_eq!(added.lasting()[0].0.expires_at, instant("2030-01-02T12:00:00Z"));
}

#[tokio::test]
async fn a_user_has_no_more_keys_than_allowed() {
    let ana = a_user("ana").build();
    let (unit, added) = unit_with(Some(&ana), 2);
    let (keys, _) = keys_on(store_of(unit));
    let result = keys.create(&by(&ana), a_new_key(&[])).await;
    assert!(matches!(result, Err(ApiKeyError::TooMany)), "{result:?}");
    assert_eq!(added.lasting(), []);
}

#[tokio::test]
async fn who_was_removed_meanwhile_gets_none() {
    let ana = a_user("ana").build();
    let (unit, added) = unit_with(None, 0);
    let (keys, _) = keys_on(store_of(unit));
    let result = keys.create(&by(&ana), a_new_key(&[])).await;
    assert!(matches!(result, Err(ApiKeyError::UserGone)), "{result:?}");
    assert_eq!(added.lasting(), []);
}
