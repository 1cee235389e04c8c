//! What the audit log is told of sessions.

use std::sync::Arc;

use fasttrack_domain::{access::Scope, id::Id, ports::Credentials, session::PresentedToken, user::User};
use fasttrack_test_support::{AuditLog, FakeStore, FakeUnitOfWork, SequentialIds, a_session, a_user};

use super::{Fixture, PASSWORD, credentials_of, fixture, sign_in::*, unit_with};
use crate::{
    auth::{Auth, AuthError, SignIn},
    testing::{by, down, failing_at_commit, hash_of, noted, origin, scopes, store_of},
};

const NOTHING: [&str; 0] = [];

/// Tries to sign in as one of these, where there is nothing to write but that it failed; tells what was
/// noted.
async fn refused(people: &[&User], request: SignIn) -> Vec<String> {
    let unit = FakeUnitOfWork::default();
    let log = unit.audit_log();
    let Fixture { auth, .. } = fixture(store_of(unit));
    let auth = Auth { users: users_with(people), ..auth };
    assert!(auth.sign_in(&origin(), request).await.is_err());
    noted(&log)
}

#[tokio::test]
async fn who_signs_in_is_noted_with_the_session() {
    let ana = a_user("ana").build();
    let (unit, written) = unit_for(&ana);
    let log = unit.audit_log();
    let Fixture { auth, .. } = fixture(store_of(unit));
    let auth = Auth { users: users_with(&[&ana]), ..auth };
    auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.unwrap();
    let session = written.lasting()[0].0.id;
    assert_eq!(noted(&log), [format!("{} session.started session {session}", ana.id)]);
    assert_eq!(log.lasting()[0].id, Id::new(SequentialIds::nth(2)), "not that of the session");
}

/// As the name people type the password now and then: what nobody is called is not noted.
#[tokio::test]
async fn who_is_refused_is_noted_once_with_the_reason_and_without_what_was_typed() {
    let (ana, eva) = (a_user("ana").build(), a_user("eva").inactive().build());
    let too_much = SignIn { scopes: Some(scopes(&[Scope::UsersManage])), ..as_typed("ana", PASSWORD) };
    let of = |user: &User, reason: &str| {
        format!("anonymous session.refused user {} {{\"reason\":\"{reason}\"}}", user.id)
    };
    let nobody = "anonymous session.refused {\"reason\":\"unknown_user\"}".to_owned();
    for (request, expected) in [
        (as_typed("nobody", PASSWORD), nobody.clone()),
        (as_typed(PASSWORD, PASSWORD), nobody),
        (as_typed("ana", "wrong"), of(&ana, "wrong_password")),
        (as_typed("eva", "wrong"), of(&eva, "wrong_password")),
        (as_typed("eva", PASSWORD), of(&eva, "inactive_user")),
        (too_much, of(&ana, "invalid_scope")),
    ] {
        assert_eq!(refused(&[&ana, &eva], request).await, [expected]);
    }
}

#[tokio::test]
async fn who_was_overtaken_is_noted_as_refused() {
    let ana = a_user("ana").build();
    let changed = Credentials { password_hash: hash_of("another one"), ..credentials_of(&ana) };
    let mut unit = FakeUnitOfWork::default();
    unit.users.expect_find().returning(move |_| Ok(Some(changed.clone())));
    let noting = FakeUnitOfWork::default();
    let (first, second) = (unit.audit_log(), noting.audit_log());
    let Fixture { auth, .. } = fixture(Arc::new(FakeStore::default().then(unit).then(noting)));
    let auth = Auth { users: users_with(&[&ana]), ..auth };
    assert!(auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.is_err());
    assert_eq!(noted(&first), NOTHING);
    let reason = "{\"reason\":\"overtaken\"}";
    assert_eq!(noted(&second), [format!("anonymous session.refused user {} {reason}", ana.id)]);
}

/// Nobody tries passwords unseen, not even while the log cannot be written.
#[tokio::test]
async fn a_refusal_that_cannot_be_noted_is_a_failure_of_the_store() {
    let ana = a_user("ana").build();
    for store in [
        store_of(failing_at_commit(FakeUnitOfWork::default(), down())),
        Arc::new(FakeStore::default().failing(down())),
    ] {
        let Fixture { auth, .. } = fixture(store);
        let auth = Auth { users: users_with(&[&ana]), ..auth };
        let result = auth.sign_in(&origin(), as_typed("ana", "wrong")).await;
        assert!(matches!(result, Err(AuthError::Store(_))));
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_noted_does_not_start() {
    let ana = a_user("ana").build();
    let (mut unit, written) = unit_for(&ana);
    unit.audit.add_error = Some(down());
    let Fixture { auth, .. } = fixture(store_of(unit));
    let auth = Auth { users: users_with(&[&ana]), ..auth };
    assert!(auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.is_err());
    assert!(written.lasting().is_empty());
}

/// A unit in which a token of this user is presented.
fn unit_presenting(user: &User, spent: bool, ends: bool) -> (FakeUnitOfWork, AuditLog, PresentedToken) {
    let token = PresentedToken { session: a_session(user), spent, ended: false };
    let mut unit = unit_with(Some(token.clone()), Some(user));
    unit.sessions.expect_end().returning(move |_, _, _| Ok(ends));
    unit.sessions.expect_rotate().returning(|_, _, _| Ok(()));
    let log = unit.audit_log();
    (unit, log, token)
}

#[tokio::test]
async fn a_token_that_comes_again_is_noted_as_of_whoever_brought_it() {
    let ana = a_user("ana").build();
    let (unit, log, token) = unit_presenting(&ana, true, true);
    let result = fixture(store_of(unit)).auth.refresh(&origin(), "opaque 7", None).await;
    assert!(matches!(result, Err(AuthError::InvalidGrant)));
    let details = format!("{{\"session_id\":\"{}\"}}", token.session.id);
    assert_eq!(noted(&log), [format!("anonymous refresh_token.reused user {} {details}", ana.id)]);

    // What everybody does every ten minutes is not.
    let (unit, log, _) = unit_presenting(&ana, false, true);
    fixture(store_of(unit)).auth.refresh(&origin(), "opaque 7", None).await.unwrap();
    assert_eq!(noted(&log), NOTHING);
}

#[tokio::test]
async fn who_signs_out_is_noted_once() {
    let ana = a_user("ana").build();
    let (unit, log, token) = unit_presenting(&ana, false, true);
    fixture(store_of(unit)).auth.revoke(&origin(), "opaque 7").await.unwrap();
    assert_eq!(noted(&log), [format!("{} session.ended session {}", ana.id, token.session.id)]);
    // It had ended before.
    let (unit, log, _) = unit_presenting(&ana, false, false);
    fixture(store_of(unit)).auth.revoke(&origin(), "opaque 7").await.unwrap();
    assert_eq!(noted(&log), NOTHING);
}

#[tokio::test]
async fn a_session_that_is_ended_is_noted() {
    let ana = a_user("ana").build();
    let (unit, log, token) = unit_presenting(&ana, false, true);
    let id = token.session.id;
    fixture(store_of(unit)).auth.end_session(&by(&ana), id).await.unwrap();
    assert_eq!(noted(&log), [format!("{} session.ended session {id}", ana.id)]);

    let (unit, log, token) = unit_presenting(&ana, false, false);
    assert!(fixture(store_of(unit)).auth.end_session(&by(&ana), token.session.id).await.is_err());
    assert_eq!(noted(&log), NOTHING);
}

#[tokio::test]
async fn what_was_rolled_back_is_not_noted() {
    let ana = a_user("ana").build();
    let (unit, _) = unit_for(&ana);
    let started = unit.audit_log();
    let Fixture { auth, .. } = fixture(store_of(failing_at_commit(unit, down())));
    let auth = Auth { users: users_with(&[&ana]), ..auth };
    assert!(auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.is_err());
    let (unit, reused, _) = unit_presenting(&ana, true, true);
    let auth = Auth { store: store_of(failing_at_commit(unit, down())), ..auth };
    assert!(auth.refresh(&origin(), "opaque 7", None).await.is_err());
    let (unit, ended, _) = unit_presenting(&ana, false, true);
    let auth = Auth { store: store_of(failing_at_commit(unit, down())), ..auth };
    assert!(auth.revoke(&origin(), "opaque 7").await.is_err());
    for log in [started, reused, ended] {
        assert_eq!(noted(&log), NOTHING);
    }
}
