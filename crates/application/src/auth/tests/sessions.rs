use std::sync::Arc;

use fasttrack_domain::{
    page::{Page, PageRequest},
    ports::MockSessionQueries,
    session::SessionId,
    user::UserId,
};
use fasttrack_test_support::{FakeUnitOfWork, a_session, a_user, instant, unique_id};

use super::{Fixture, fixture};
use crate::{
    auth::{Auth, SessionError},
    authorise::Denied,
    testing::{Written, by, by_system, store_of, untouched_store},
};

#[tokio::test]
async fn one_sees_ones_own_sessions_that_are_active_now() {
    let user = a_user("ana").build();
    let session = a_session(&user);
    let mut queries = MockSessionQueries::new();
    let (owner, answer) = (user.id, session.clone());
    queries.expect_list().returning(move |user, now, _| {
        let asked_rightly = user == owner && now == instant("2030-01-01T12:00:00Z");
        Ok(Page { items: Vec::from_iter(asked_rightly.then(|| answer.clone())), next: None })
    });
    let Fixture { auth, .. } = fixture(untouched_store());
    let auth = Auth { sessions: Arc::new(queries), ..auth };

    let page = auth.list_sessions(&by(&user), &PageRequest::default()).await.unwrap();

    assert_eq!(page.items, [session]);
}

/// A unit with one session of one user, and what is ended in it.
fn unit_with(session: SessionId, user: UserId) -> (FakeUnitOfWork, Written<SessionId>) {
    let mut unit = FakeUnitOfWork::default();
    let ended = Written::by(&unit);
    let log = ended.clone();
    unit.sessions.expect_end().returning(move |id, of, _| {
        log.push(id);
        Ok((id, of) == (session, user))
    });
    (unit, ended)
}

#[tokio::test]
async fn one_ends_ones_own_session_at_once() {
    let user = a_user("ana").build();
    let id = SessionId::new(unique_id());
    let (unit, ended) = unit_with(id, user.id);
    let Fixture { auth, bus, .. } = fixture(store_of(unit));

    auth.end_session(&by(&user), id).await.unwrap();

    assert_eq!(ended.lasting(), [id]);
    assert_eq!(bus.sessions_ended(), [id]);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let (ana, admin) = (a_user("ana").build(), a_user("admin").admin().build());
    let id = SessionId::new(unique_id());
    let (unit, ended) = unit_with(id, ana.id);
    let Fixture { auth, bus, .. } = fixture(store_of(unit));

    let result = auth.end_session(&by(&admin), id).await;

    assert!(matches!(result, Err(SessionError::NotFound)), "{result:?}");
    assert!(ended.lasting().is_empty());
    assert!(bus.sessions_ended().is_empty());
}

#[tokio::test]
async fn the_system_has_no_sessions() {
    let Fixture { auth, .. } = fixture(untouched_store());
    let result = auth.list_sessions(&by_system(), &PageRequest::default()).await;
    assert!(matches!(result, Err(SessionError::Denied(Denied::UsersOnly))), "{result:?}");
    let result = auth.end_session(&by_system(), SessionId::new(unique_id())).await;
    assert!(matches!(result, Err(SessionError::Denied(Denied::UsersOnly))), "{result:?}");
}
