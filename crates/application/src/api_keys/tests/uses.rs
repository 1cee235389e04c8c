use std::sync::Arc;

use fasttrack_domain::{
    access::Role,
    api_key::{ActiveApiKey, ApiKeyId},
    time::Timestamp,
    user::UserId,
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, instant, unique_id};

use crate::{
    api_keys::KeyUses,
    testing::{Written, down, failing_at_commit},
};

fn a_unit() -> (FakeUnitOfWork, Written<(ApiKeyId, Timestamp)>) {
    let mut unit = FakeUnitOfWork::default();
    let noted = Written::by(&unit);
    let log = noted.clone();
    unit.api_keys.expect_note_uses().returning(move |uses| {
        uses.iter().for_each(|used| log.push(*used));
        Ok(())
    });
    (unit, noted)
}

fn a_key() -> ActiveApiKey {
    ActiveApiKey {
        id: ApiKeyId::new(unique_id()),
        user_id: UserId::new(unique_id()),
        role: Role::Viewer,
        scopes: Role::Viewer.scopes(),
        last_used_at: None,
        expires_at: Timestamp::LAST,
    }
}

#[tokio::test]
async fn what_could_not_be_written_is_tried_again() {
    let (failing, lost) = a_unit();
    let (unit, noted) = a_unit();
    let uses =
        KeyUses::new(Arc::new(FakeStore::default().then(failing_at_commit(failing, down())).then(unit)));
    let (key, at) = (a_key(), instant("2030-01-01T12:00:00Z"));
    uses.note(&key, at);
    assert!(uses.flush().await.is_err());
    uses.note(&key, instant("2030-01-01T12:00:05Z"));
    uses.flush().await.unwrap();
    assert_eq!(lost.lasting(), []);
    assert_eq!(noted.lasting(), [(key.id, at)]);
}

/// However often it is used.
#[tokio::test]
async fn a_key_takes_one_place() {
    let (unit, noted) = a_unit();
    let uses = KeyUses::new(Arc::new(FakeStore::default().then(unit)));
    let keys = [a_key(), a_key()];
    for second in 0..30 {
        for key in &keys {
            uses.note(key, instant(&format!("2030-01-01T12:00:{second:02}Z")));
        }
    }
    uses.flush().await.unwrap();
    assert_eq!(noted.lasting().len(), 2);
}
