use fasttrack_domain::{api_key::ApiKeyId, ports::Announcement, user::UserId};
use fasttrack_test_support::{FakeUnitOfWork, a_user, unique_id};

use super::keys_on;
use crate::{
    api_keys::ApiKeyError,
    testing::{Written, by, down, failing_at_commit, noted, store_of},
};

/// A unit in which there is this key of this user.
fn unit_with(key: ApiKeyId, user: UserId) -> (FakeUnitOfWork, Written<ApiKeyId>) {
    let mut unit = FakeUnitOfWork::default();
    let deleted = Written::by(&unit);
    let log = deleted.clone();
    unit.api_keys.expect_delete().returning(move |id, of| {
        let there = (id, of) == (key, user);
        if there {
            log.push(id);
        }
        Ok(there)
    });
    (unit, deleted)
}

#[tokio::test]
async fn a_revoked_key_is_gone_and_that_is_told() {
    let (ana, id) = (a_user("ana").build(), ApiKeyId::new(unique_id()));
    let (unit, deleted) = unit_with(id, ana.id);
    let log = unit.audit_log();
    let (keys, bus) = keys_on(store_of(unit));
    keys.revoke(&by(&ana), id).await.unwrap();
    assert_eq!(deleted.lasting(), [id]);
    assert_eq!(bus.announced(), [Announcement::ApiKeysChanged]);
    assert_eq!(noted(&log), [format!("{} api_key.revoked api_key {id}", ana.id)]);
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there() {
    let (ana, id) = (a_user("ana").build(), ApiKeyId::new(unique_id()));
    let (unit, deleted) = unit_with(id, UserId::new(unique_id()));
    let log = unit.audit_log();
    let (keys, bus) = keys_on(store_of(unit));
    let result = keys.revoke(&by(&ana), id).await;
    assert!(matches!(result, Err(ApiKeyError::NotFound)), "{result:?}");
    assert_eq!(deleted.lasting(), []);
    assert_eq!(noted(&log), [""; 0]);
    assert!(bus.announced().is_empty());
}

/// It may have been carried out.
#[tokio::test]
async fn a_commit_without_an_answer_is_told_as_well() {
    let (ana, id) = (a_user("ana").build(), ApiKeyId::new(unique_id()));
    let (keys, bus) = keys_on(store_of(failing_at_commit(unit_with(id, ana.id).0, down())));
    let result = keys.revoke(&by(&ana), id).await;
    assert!(matches!(result, Err(ApiKeyError::Store(_))), "{result:?}");
    assert_eq!(bus.announced(), [Announcement::ApiKeysChanged]);
}
