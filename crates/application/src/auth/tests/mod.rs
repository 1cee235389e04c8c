mod authenticate;
mod by_key;
mod fakes;
mod limits;
mod noted;
mod refresh;
mod revoke;
mod sessions;
mod sign_in;

use fasttrack_domain::{
    access::Scope,
    page::PageRequest,
    ports::{Credentials, MockRateLimiter, MockSessionQueries, MockUserQueries},
    session::{PresentedToken, SessionId},
    user::User,
};
use fasttrack_test_support::{FakeBus, FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, unique_id};

use super::*;
use crate::testing::{
    FakeHasher, FakeKeys, FakeSessions, by_system, hash_of, heard_by, must_be_send, origin, scopes,
    untouched_store,
};
use fakes::{FakeAccessTokens, FakeOpaqueTokens};

const PASSWORD: &str = "correct horse battery";

const LIFETIMES: TokenLifetimes =
    TokenLifetimes { access: TimeDelta::minutes(10), refresh: TimeDelta::days(30) };

/// The use cases on this store, and the fakes that a test looks into afterwards.
struct Fixture {
    auth: Auth,
    hasher: Arc<FakeHasher>,
    bus: Arc<FakeBus>,
    access: Arc<FakeAccessTokens>,
}

fn fixture(store: Arc<FakeStore>) -> Fixture {
    let (hasher, access, bus) = (Arc::default(), Arc::default(), Arc::default());
    let key_uses = Arc::new(KeyUses::new(Arc::clone(&store) as _));
    let auth = Auth {
        store,
        users: Arc::new(MockUserQueries::new()),
        sessions: Arc::new(MockSessionQueries::new()),
        active: Arc::<FakeSessions>::default(),
        active_keys: Arc::<FakeKeys>::default(),
        key_uses,
        changes: heard_by(&bus),
        limits: unlimited(),
        hasher: Arc::clone(&hasher) as _,
        access: Arc::clone(&access) as _,
        opaque: Arc::<FakeOpaqueTokens>::default(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        lifetimes: LIFETIMES,
    };
    Fixture { auth, hasher, bus, access }
}

/// No limits.
fn unlimited() -> SignInLimits {
    SignInLimits { limiter: Arc::new(MockRateLimiter::new()), quotas: Vec::new() }
}

/// Somebody who signs in with [`PASSWORD`].
fn credentials_of(user: &User) -> Credentials {
    Credentials { user: user.clone(), password_hash: hash_of(PASSWORD) }
}

/// A unit in which a presented token is what it is said to be, and its user too.
fn unit_with(token: Option<PresentedToken>, user: Option<&User>) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    unit.sessions.expect_find_by_token().returning(move |_| Ok(token.clone()));
    let credentials = user.map(credentials_of);
    unit.users
        .expect_find()
        .returning(move |id| Ok(credentials.clone().filter(|credentials| credentials.user.id == id)));
    unit
}

#[test]
fn what_is_granted_is_what_was_asked_for_within_what_is_allowed() {
    let (read, write, manage) = (Scope::EventsRead, Scope::EventsWrite, Scope::UsersManage);
    let allowed = scopes(&[read, write]);
    for (asked, expected) in [
        (None, Some(allowed)),
        (Some(Scopes::NONE), Some(allowed)),
        (Some(allowed), Some(allowed)),
        (Some(scopes(&[read])), Some(scopes(&[read]))),
        (Some(scopes(&[read, manage])), None),
        (Some(scopes(&[manage])), None),
    ] {
        let result = granted(asked, allowed);
        match expected {
            Some(expected) => assert_eq!(result.unwrap(), expected, "{asked:?}"),
            None => assert!(matches!(result, Err(AuthError::InvalidScope)), "{asked:?}"),
        }
    }
}

#[test]
fn every_use_case_can_move_between_threads() {
    let Fixture { auth, .. } = fixture(untouched_store());
    let (ctx, page) = (by_system(), PageRequest::default());
    must_be_send(auth.sign_in(&origin(), sign_in::as_typed("ana", PASSWORD)));
    must_be_send(auth.refresh(&origin(), "token", None));
    must_be_send(auth.revoke(&origin(), "token"));
    must_be_send(auth.authenticate("token"));
    must_be_send(auth.list_sessions(&ctx, &page));
    must_be_send(auth.end_session(&ctx, SessionId::new(unique_id())));
}
