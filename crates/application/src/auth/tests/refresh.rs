use std::sync::Arc;

use fasttrack_domain::{
    StoreError,
    access::{Role, Scope},
    ports::AccessClaims,
    session::{PresentedToken, Session, SessionId, TokenHash},
    user::{User, UserId},
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, a_session, a_token, a_user, instant};

use super::{Fixture, LIFETIMES, fixture, unit_with};
use crate::{
    auth::AuthError,
    testing::{Written, busy, failing_at_commit, origin, scopes, store_of},
};

/// The second token of a session of an editor, good unless a test says otherwise.
fn presented(user: &User) -> PresentedToken {
    PresentedToken { session: a_session(user), spent: false, ended: false }
}

type Rotated = (Session, TokenHash, TokenHash);

/// A unit in which the token is presented, and what is rotated and ended in it.
fn unit_for(
    token: Option<PresentedToken>,
    user: Option<&User>,
) -> (FakeUnitOfWork, Written<Rotated>, Written<(SessionId, UserId)>) {
    let mut unit = unit_with(token, user);
    let (rotated, ended) = (Written::by(&unit), Written::by(&unit));
    let log = rotated.clone();
    unit.sessions.expect_rotate().returning(move |session, old, new| {
        log.push((session.clone(), *old, *new));
        Ok(())
    });
    let log = ended.clone();
    unit.sessions.expect_end().returning(move |session, user, _| {
        log.push((session, user));
        Ok(true)
    });
    (unit, rotated, ended)
}

#[tokio::test]
async fn a_good_token_is_spent_for_a_new_pair() {
    let user = a_user("ana").editor().build();
    let token = presented(&user);
    let (unit, rotated, ended) = unit_for(Some(token.clone()), Some(&user));
    let Fixture { auth, access, bus, .. } = fixture(store_of(unit));

    let tokens = auth.refresh(&origin(), "opaque 7", None).await.unwrap();

    let now = instant("2030-01-01T12:00:00Z");
    let expires_at = instant("2030-01-31T12:00:00Z");
    let session = Session { last_used_at: now, expires_at, ..token.session };
    let claims = AccessClaims {
        user_id: user.id,
        session_id: session.id,
        scopes: session.scopes,
        issued_at: now,
        expires_at: instant("2030-01-01T12:10:00Z"),
    };
    assert_eq!(rotated.lasting(), [(session, a_token(7), a_token(100))]);
    assert_eq!(access.issued(), [claims]);
    assert_eq!((tokens.access_token.as_str(), tokens.refresh_token.as_str()), ("access 0", "opaque 100"));
    assert_eq!((tokens.expires_in, tokens.scopes), (LIFETIMES.access, Role::Editor.scopes()));
    assert!(ended.lasting().is_empty());
    assert!(bus.sessions_ended().is_empty());
}

/// Two hold it, and nobody can tell which of them is the thief.
#[tokio::test]
async fn a_token_that_was_spent_ends_the_family_at_once() {
    let user = a_user("ana").editor().build();
    let token = PresentedToken { spent: true, ..presented(&user) };
    let session = token.session.id;
    let (unit, rotated, ended) = unit_for(Some(token), Some(&user));
    let Fixture { auth, access, bus, .. } = fixture(store_of(unit));

    let result = auth.refresh(&origin(), "opaque 7", None).await;

    assert!(matches!(result, Err(AuthError::InvalidGrant)));
    assert_eq!(ended.lasting(), [(session, user.id)]);
    assert_eq!(bus.sessions_ended(), [session]);
    assert!(rotated.lasting().is_empty());
    assert!(access.issued().is_empty());
}

#[tokio::test]
async fn the_family_ends_even_when_another_unit_was_in_the_way() {
    let user = a_user("ana").editor().build();
    let token = PresentedToken { spent: true, ..presented(&user) };
    let session = token.session.id;
    let (first, _, lost) = unit_for(Some(token.clone()), Some(&user));
    let (second, _, ended) = unit_for(Some(token), Some(&user));
    let first = failing_at_commit(first, busy());
    let Fixture { auth, bus, .. } = fixture(Arc::new(FakeStore::default().then(first).then(second)));

    let result = auth.refresh(&origin(), "opaque 7", None).await;

    assert!(matches!(result, Err(AuthError::InvalidGrant)));
    assert!(lost.lasting().is_empty());
    assert_eq!(ended.lasting(), [(session, user.id)]);
    assert_eq!(bus.sessions_ended(), [session]);
}

#[tokio::test]
async fn a_token_that_is_not_good_buys_nothing() {
    let user = a_user("ana").editor().build();
    let good = presented(&user);
    let expiring_at = |at| {
        let session = Session { expires_at: instant(at), ..good.session.clone() };
        PresentedToken { session, ..good.clone() }
    };
    let ended = PresentedToken { ended: true, ..good.clone() };
    let spent_and_ended = PresentedToken { spent: true, ..ended.clone() };
    let inactive = User { active: false, ..user.clone() };
    for (case, token, owner) in [
        ("unknown", None, Some(user.clone())),
        ("of an ended session", Some(ended), Some(user.clone())),
        ("spent, of an ended session", Some(spent_and_ended), Some(user.clone())),
        ("expiring now", Some(expiring_at("2030-01-01T12:00:00Z")), Some(user.clone())),
        ("expired", Some(expiring_at("2030-01-01T11:59:59Z")), Some(user.clone())),
        ("of an inactive user", Some(good.clone()), Some(inactive)),
        ("of nobody", Some(good.clone()), None),
    ] {
        let (unit, rotated, ended) = unit_for(token, owner.as_ref());
        let Fixture { auth, access, .. } = fixture(store_of(unit));

        let result = auth.refresh(&origin(), "opaque 7", None).await;

        assert!(matches!(result, Err(AuthError::InvalidGrant)), "{case}");
        assert!(rotated.lasting().is_empty(), "{case}");
        assert!(ended.lasting().is_empty(), "{case}");
        assert!(access.issued().is_empty(), "{case}");
    }
}

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let user = a_user("ana").build();
    let mut token = presented(&user);
    token.session.expires_at = instant("2030-01-01T12:00:00.000001Z");
    let (unit, rotated, _) = unit_for(Some(token), Some(&user));
    fixture(store_of(unit)).auth.refresh(&origin(), "opaque 7", None).await.unwrap();
    assert_eq!(rotated.lasting().len(), 1);
}

/// RFC 6749 §6: for this one access token; the session keeps what it was granted.
#[tokio::test]
async fn fewer_scopes_are_for_this_access_token_only() {
    let user = a_user("ana").editor().build();
    let (unit, rotated, _) = unit_for(Some(presented(&user)), Some(&user));
    let Fixture { auth, access, .. } = fixture(store_of(unit));
    let narrow = scopes(&[Scope::EventsRead]);

    assert_eq!(auth.refresh(&origin(), "opaque 7", Some(narrow)).await.unwrap().scopes, narrow);
    assert_eq!(access.issued()[0].scopes, narrow);
    assert_eq!(rotated.lasting()[0].0.scopes, Role::Editor.scopes());
}

#[tokio::test]
async fn asking_for_too_much_does_not_spend_the_token() {
    let editor = a_user("ana").editor().build();
    let mut narrow = presented(&editor);
    narrow.session.scopes = scopes(&[Scope::EventsRead]);
    let admin = a_user("eva").admin().build();
    let demoted = User { role: Role::Viewer, ..admin.clone() };
    for (token, user, asked) in [
        // More than the role allows, more than the session was granted, more than the role allows now.
        (presented(&editor), editor.clone(), Scope::UsersManage),
        (narrow, editor, Scope::EventsWrite),
        (presented(&admin), demoted, Scope::UsersManage),
    ] {
        let (unit, rotated, ended) = unit_for(Some(token), Some(&user));
        let Fixture { auth, .. } = fixture(store_of(unit));
        let result = auth.refresh(&origin(), "opaque 7", Some(scopes(&[asked]))).await;
        assert!(matches!(result, Err(AuthError::InvalidScope)), "{asked}");
        assert!(rotated.lasting().is_empty());
        assert!(ended.lasting().is_empty());
    }
}

#[tokio::test]
async fn a_store_that_fails_gives_no_tokens() {
    let user = a_user("ana").build();
    let (unit, ..) = unit_for(Some(presented(&user)), Some(&user));
    let unit = failing_at_commit(unit, StoreError::Backend("broken".into()));
    let Fixture { auth, access, .. } = fixture(store_of(unit));
    assert!(matches!(auth.refresh(&origin(), "opaque 7", None).await, Err(AuthError::Store(_))));
    assert!(access.issued().is_empty());
}
