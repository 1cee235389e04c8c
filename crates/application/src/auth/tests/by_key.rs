//! Machines that present a key.

use fasttrack_domain::{
    access::{Role, Scope},
    api_key::{ActiveApiKey, ApiKeyId},
    time::Timestamp,
    user::UserId,
};
use fasttrack_test_support::{FakeUnitOfWork, a_token, instant, unique_id};

use super::{Fixture, fixture};
use crate::{
    auth::{Auth, AuthenticationError},
    context::{Credential, SignedIn},
    testing::{FakeKeys, Written, scopes, store_of, untouched_store},
};

const NOON: &str = "2030-01-01T12:00:00Z";

fn a_secret() -> String {
    format!("ftk_{}", "x".repeat(43))
}

fn an_active_key(role: Role, allows: &[Scope]) -> ActiveApiKey {
    ActiveApiKey {
        id: ApiKeyId::new(unique_id()),
        user_id: UserId::new(unique_id()),
        role,
        scopes: scopes(allows),
        last_used_at: Some(instant("2030-01-01T11:59:30Z")),
        expires_at: instant("2030-02-01T12:00:00Z"),
    }
}

/// The use cases where this key is active. [`a_secret`] is its secret, as of every secret that the
/// fake does not know.
fn knowing(key: ActiveApiKey) -> Auth {
    let Fixture { auth, .. } = fixture(untouched_store());
    Auth { active_keys: FakeKeys::knowing(a_token(0), key), ..auth }
}

#[tokio::test]
async fn a_key_acts_as_its_user_within_its_scopes() {
    let key = an_active_key(Role::Editor, &[Scope::EventsRead, Scope::EventsWrite]);
    let ActiveApiKey { id, user_id, role, scopes, .. } = key;
    let signed_in = knowing(key).authenticate(&a_secret()).await.unwrap();
    assert_eq!(signed_in, SignedIn { user_id, credential: Credential::ApiKey(id), role, scopes });
}

/// The key was made when the user was an admin.
#[tokio::test]
async fn a_key_allows_no_more_than_the_role_does_now() {
    let key = an_active_key(Role::Viewer, &[Scope::EventsRead, Scope::EventsWrite, Scope::UsersManage]);
    let signed_in = knowing(key).authenticate(&a_secret()).await.unwrap();
    assert_eq!((signed_in.role, signed_in.scopes), (Role::Viewer, scopes(&[Scope::EventsRead])));
}

#[tokio::test]
async fn what_is_no_key_is_worth_nothing() {
    let key = an_active_key(Role::Admin, &[Scope::EventsRead]);
    let expired = ActiveApiKey { expires_at: instant(NOON), ..key };
    let result = knowing(expired).authenticate(&a_secret()).await;
    assert!(matches!(result, Err(AuthenticationError::InvalidKey)), "expired: {result:?}");

    // Whoever asks for these would find the key: they are refused for their form.
    for malformed in ["ftk_", "ftk_x", &a_secret()[..46], &format!("{}x", a_secret()), "ftk_..é"] {
        let result = knowing(key).authenticate(malformed).await;
        assert!(matches!(result, Err(AuthenticationError::InvalidKey)), "{malformed}: {result:?}");
    }
    let Fixture { auth, .. } = fixture(untouched_store());
    let result = auth.authenticate(&a_secret()).await;
    assert!(matches!(result, Err(AuthenticationError::InvalidKey)), "unknown: {result:?}");
}

/// What a flush writes after the key was presented three times.
async fn written(last_used_at: Option<Timestamp>) -> Vec<Vec<(ApiKeyId, Timestamp)>> {
    let key = ActiveApiKey { last_used_at, ..an_active_key(Role::Viewer, &[]) };
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.api_keys.expect_note_uses().returning(move |uses| {
        log.push(uses.to_vec());
        Ok(())
    });
    let Fixture { auth, .. } = fixture(store_of(unit));
    let auth = Auth { active_keys: FakeKeys::knowing(a_token(0), key), ..auth };
    for _ in 0..3 {
        auth.authenticate(&a_secret()).await.unwrap();
    }
    assert!(written.lasting().is_empty(), "a request waited for a write");
    auth.key_uses.flush().await.unwrap();
    // There is nothing left to write: a second unit would be one too many for the store.
    auth.key_uses.flush().await.unwrap();
    let lasting = written.lasting();
    assert!(lasting.iter().flatten().all(|(id, _)| *id == key.id));
    lasting
}

#[tokio::test]
async fn uses_are_noted_beside_the_requests_and_once_a_minute() {
    for never_or_long_ago in [None, Some(instant("2030-01-01T11:59:00Z"))] {
        let noted = written(never_or_long_ago).await;
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].iter().map(|(_, at)| *at).collect::<Vec<_>>(), [instant(NOON)]);
    }
    assert_eq!(written(Some(instant("2030-01-01T11:59:00.000001Z"))).await, Vec::<Vec<_>>::new());
}
