use std::sync::Arc;

use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    id::Id,
    ports::{AccessClaims, Credentials, HashingError, MockUserQueries},
    session::{Session, TokenHash},
    user::User,
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, SequentialIds, a_token, a_user, instant};

use super::{Fixture, LIFETIMES, PASSWORD, credentials_of, fixture, unit_with};
use crate::{
    auth::{Auth, AuthError, SignIn, Tokens},
    testing::{
        FakeHasher, Written, busy, failing_at_commit, hash_of, origin, scopes, store_of, untouched_store,
    },
};

pub fn as_typed(username: &str, password: &str) -> SignIn {
    SignIn { username: username.to_owned(), password: password.to_owned(), scopes: None, user_agent: None }
}

/// Knows these people.
pub fn users_with(users: &[&User]) -> Arc<MockUserQueries> {
    let known: Vec<_> = users.iter().map(|user| credentials_of(user)).collect();
    let mut queries = MockUserQueries::new();
    queries
        .expect_credentials()
        .returning(move |name| Ok(known.iter().find(|known| known.user.username == *name).cloned()));
    Arc::new(queries)
}

/// A unit in which there is this user, and the sessions that are added.
pub fn unit_for(user: &User) -> (FakeUnitOfWork, Written<(Session, TokenHash)>) {
    let mut unit = unit_with(None, Some(user));
    let written = Written::by(&unit);
    let log = written.clone();
    unit.sessions.expect_add().returning(move |session, token| {
        log.push((session.clone(), *token));
        Ok(())
    });
    (unit, written)
}

/// Signs in somebody who is there.
async fn signed_in(user: &User, request: SignIn) -> (Result<Tokens, AuthError>, Vec<(Session, TokenHash)>) {
    let (unit, written) = unit_for(user);
    let Fixture { auth, .. } = fixture(store_of(unit));
    let auth = Auth { users: users_with(&[user]), ..auth };
    let tokens = auth.sign_in(&origin(), request).await;
    (tokens, written.lasting())
}

#[tokio::test]
async fn a_sign_in_starts_a_session_and_gives_its_tokens() {
    let user = a_user("ana").editor().build();
    let (unit, written) = unit_for(&user);
    let Fixture { auth, access, .. } = fixture(store_of(unit));
    let auth = Auth { users: users_with(&[&user]), ..auth };
    let request = SignIn { user_agent: Some("curl/8".to_owned()), ..as_typed("ana", PASSWORD) };

    let tokens = auth.sign_in(&origin(), request).await.unwrap();

    let now = instant("2030-01-01T12:00:00Z");
    let session = Session {
        id: Id::new(SequentialIds::nth(1)),
        user_id: user.id,
        scopes: Role::Editor.scopes(),
        user_agent: Some("curl/8".to_owned()),
        created_at: now,
        last_used_at: now,
        expires_at: instant("2030-01-31T12:00:00Z"),
    };
    let claims = AccessClaims {
        user_id: user.id,
        session_id: session.id,
        scopes: session.scopes,
        issued_at: now,
        expires_at: instant("2030-01-01T12:10:00Z"),
    };
    assert_eq!(written.lasting(), [(session, a_token(100))]);
    assert_eq!(access.issued(), [claims]);
    assert_eq!((tokens.access_token.as_str(), tokens.refresh_token.as_str()), ("access 0", "opaque 100"));
    assert_eq!((tokens.expires_in, tokens.scopes), (LIFETIMES.access, Role::Editor.scopes()));
}

/// Neither the answer nor the work may tell whether there is such a user.
#[tokio::test]
async fn all_that_is_wrong_looks_alike() {
    let ana = a_user("ana").build();
    let eva = a_user("eva").inactive().build();
    let known = Some(hash_of(PASSWORD));
    for (username, password, hash) in [
        ("nobody", PASSWORD, None),
        // Too short, too long, of the wrong alphabet: no usernames, and still verified.
        ("", PASSWORD, None),
        ("Ana'; --", PASSWORD, None),
        ("ana", "wrong", known.clone()),
        ("ana", "", known.clone()),
        ("eva", PASSWORD, known.clone()),
        ("eva", "wrong", known),
    ] {
        // One that writes nothing but that somebody was refused.
        let Fixture { auth, hasher, access, .. } = fixture(store_of(FakeUnitOfWork::default()));
        let auth = Auth { users: users_with(&[&ana, &eva]), ..auth };

        let error = auth.sign_in(&origin(), as_typed(username, password)).await.err().unwrap();

        assert_eq!(format!("{error:?}"), "InvalidGrant", "{username} {password}");
        assert_eq!(error.to_string(), "the credentials are not valid");
        assert_eq!(hasher.verified(), [(password.to_owned(), hash)], "{username}");
        assert!(access.issued().is_empty());
    }
}

#[tokio::test]
async fn fewer_scopes_may_be_asked_for_and_no_more() {
    let ana = a_user("ana").build();
    let ask = |scopes| SignIn { scopes: Some(scopes), ..as_typed("ana", PASSWORD) };
    let narrow = scopes(&[Scope::EventsRead]);

    let (tokens, written) = signed_in(&ana, ask(narrow)).await;
    assert_eq!(tokens.unwrap().scopes, narrow);
    assert_eq!(written.first().map(|(session, _)| session.scopes), Some(narrow));

    let (tokens, written) = signed_in(&ana, ask(scopes(&[Scope::EventsRead, Scope::EventsWrite]))).await;
    assert!(matches!(tokens, Err(AuthError::InvalidScope)));
    assert!(written.is_empty());

    let (tokens, _) = signed_in(&ana, ask(Scopes::NONE)).await;
    assert_eq!(tokens.unwrap().scopes, Role::Viewer.scopes());
}

/// What may be asked for is told only to who proved to be somebody.
#[tokio::test]
async fn a_wrong_password_comes_before_a_wrong_scope() {
    let ana = a_user("ana").build();
    let all = SignIn { scopes: Some(Role::Admin.scopes()), ..as_typed("ana", "wrong") };
    assert!(matches!(signed_in(&ana, all).await.0, Err(AuthError::InvalidGrant)));
}

#[tokio::test]
async fn a_long_user_agent_is_cut_between_characters() {
    let ana = a_user("ana").build();
    let request = SignIn { user_agent: Some("é".repeat(201)), ..as_typed("ana", PASSWORD) };
    let (_, written) = signed_in(&ana, request).await;
    assert_eq!(written[0].0.user_agent, Some("é".repeat(200)));
}

/// Verifying takes long enough for somebody to change the password meanwhile: it must not leave a
/// session that the change was meant to prevent.
#[tokio::test]
async fn a_password_that_was_changed_meanwhile_starts_no_session() {
    let ana = a_user("ana").build();
    let changed = Credentials { password_hash: hash_of("another one"), ..credentials_of(&ana) };
    let inactive = Credentials { user: a_user("ana").inactive().build(), ..credentials_of(&ana) };
    for now in [Some(changed), Some(inactive), None] {
        let mut unit = FakeUnitOfWork::default();
        unit.users.expect_find().returning(move |_| Ok(now.clone()));
        unit.sessions.expect_add().returning(|_, _| Ok(()));
        let (committed, noting) = (unit.committed(), FakeUnitOfWork::default());
        let store = Arc::new(FakeStore::default().then(unit).then(noting));
        let Fixture { auth, access, .. } = fixture(store);
        let auth = Auth { users: users_with(&[&ana]), ..auth };

        let result = auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await;

        assert!(matches!(result, Err(AuthError::InvalidGrant)));
        assert!(!committed.get());
        assert!(access.issued().is_empty());
    }
}

#[tokio::test]
async fn a_sign_in_in_the_way_of_another_unit_starts_one_session() {
    let ana = a_user("ana").build();
    let (first, second) = (unit_for(&ana), unit_for(&ana));
    let refused = failing_at_commit(first.0, busy());
    let store = FakeStore::default().then(refused).then(second.0);
    let Fixture { auth, hasher, .. } = fixture(Arc::new(store));
    let auth = Auth { users: users_with(&[&ana]), ..auth };

    auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.unwrap();

    assert_eq!((first.1.lasting().len(), second.1.lasting().len()), (0, 1));
    // The slow part is outside the unit.
    assert_eq!(hasher.verified().len(), 1);
}

#[tokio::test]
async fn an_overloaded_hasher_is_no_wrong_password() {
    let Fixture { auth, .. } = fixture(untouched_store());
    let auth = Auth { users: users_with(&[]), hasher: FakeHasher::overloaded(), ..auth };
    let result = auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await;
    assert!(matches!(result, Err(AuthError::Hashing(HashingError::Overloaded))));
}
