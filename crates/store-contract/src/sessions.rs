use std::collections::BTreeSet;

use fasttrack_domain::{
    access::{Scope, Scopes},
    session::{ActiveSession, Session, SessionId},
    time::Timestamp,
};
use fasttrack_test_support::{a_session, a_token, a_user, instant, unique_id};

use crate::{
    Harness, assert_conflict,
    pages::{first, walk},
    users::LATEST,
};

pub(crate) async fn every_field_survives(harness: &Harness) {
    let user = harness.some_user().await;
    let plain = Session {
        scopes: Scopes::NONE,
        created_at: Timestamp::EPOCH,
        last_used_at: Timestamp::EPOCH,
        expires_at: instant(LATEST),
        ..a_session(&user)
    };
    let full = Session {
        scopes: Scope::ALL.into_iter().collect(),
        user_agent: Some("é".repeat(Session::MAX_USER_AGENT)),
        last_used_at: instant("2030-01-02T03:04:05.000006Z"),
        ..a_session(&user)
    };
    for (n, session) in [(1, plain), (2, full)] {
        harness.add_session(&session, &a_token(n)).await;
        let mut unit = harness.unit().await;
        let found = unit.sessions().find_by_token(&a_token(n)).await.unwrap().unwrap();
        assert_eq!(found.session, session);
        assert!(!found.spent && !found.ended);
    }
}

pub(crate) async fn a_session_needs_a_user(harness: &Harness) {
    let session = a_session(&a_user("nobody").build());
    assert_conflict!(harness.unit().await.sessions().add(&session, &a_token(1)).await, UserUnknown);
}

pub(crate) async fn active_means_neither_ended_nor_expired_nor_deactivated(harness: &Harness) {
    let user = harness.some_user().await;
    let session = a_session(&user);
    harness.add_session(&session, &a_token(1)).await;
    let active = |at: Timestamp| harness.sessions.active(session.id, at);
    let expected =
        ActiveSession { id: session.id, user_id: user.id, role: user.role, expires_at: session.expires_at };
    let (last, over) = (session.expires_at.micros() - 1, session.expires_at);

    assert_eq!(active(session.created_at).await.unwrap(), Some(expected));
    assert_eq!(active(Timestamp::from_micros(last).unwrap()).await.unwrap(), Some(expected));
    assert_eq!(active(over).await.unwrap(), None);
    let unknown = SessionId::new(unique_id());
    assert_eq!(harness.sessions.active(unknown, session.created_at).await.unwrap(), None);

    let mut deactivated = user.clone();
    deactivated.active = false;
    for (user, is_active) in [(&deactivated, false), (&user, true)] {
        let mut unit = harness.unit().await;
        assert!(unit.users().update(user).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(active(session.created_at).await.unwrap().is_some(), is_active);
    }

    let mut unit = harness.unit().await;
    assert!(unit.sessions().end(session.id, user.id, session.created_at).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(active(session.created_at).await.unwrap(), None);
}

pub(crate) async fn ending_is_for_the_own_user_and_once(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let session = a_session(&user);
    harness.add_session(&session, &a_token(1)).await;

    let at = session.created_at;
    let mut unit = harness.unit().await;
    assert!(!unit.sessions().end(session.id, other.id, at).await.unwrap());
    assert!(!unit.sessions().end(SessionId::new(unique_id()), user.id, at).await.unwrap());
    assert!(unit.sessions().end(session.id, user.id, at).await.unwrap());
    assert!(!unit.sessions().end(session.id, user.id, at).await.unwrap());
}

pub(crate) async fn all_are_ended_but_one(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let own = [1, 2, 3, 4].map(|n| (a_session(&user), a_token(n)));
    for (session, token) in &own {
        harness.add_session(session, token).await;
    }
    let foreign = a_session(&other);
    harness.add_session(&foreign, &a_token(9)).await;
    let ids = own.each_ref().map(|(session, _)| session.id);
    let at = own[0].0.created_at;

    let mut unit = harness.unit().await;
    assert!(unit.sessions().end(ids[0], user.id, at).await.unwrap());
    let ended = unit.sessions().end_all(user.id, Some(ids[1]), at).await.unwrap();
    assert_eq!(BTreeSet::from_iter(ended), BTreeSet::from([ids[2], ids[3]]));
    let ended = unit.sessions().end_all(user.id, None, at).await.unwrap();
    assert_eq!(ended, [ids[1]]);
    assert_eq!(unit.sessions().end_all(user.id, None, at).await.unwrap(), []);
    unit.commit().await.unwrap();
    assert!(harness.sessions.active(foreign.id, at).await.unwrap().is_some());
}

pub(crate) async fn lists_show_what_is_alive_the_newest_first(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let at = |day: u32| instant(&format!("2030-01-{day:02}T00:00:00Z"));
    let made = |day: u32, until: u32| Session {
        created_at: at(day),
        expires_at: at(until),
        user_agent: Some(format!("day {day}")),
        ..a_session(&user)
    };
    let (old, new, expired, ended) = (made(1, 20), made(3, 20), made(2, 5), made(4, 20));
    for (n, session) in [&old, &new, &expired, &ended].into_iter().enumerate() {
        harness.add_session(session, &a_token(u8::try_from(n).unwrap())).await;
    }
    harness.add_session(&a_session(&other), &a_token(9)).await;
    let mut unit = harness.unit().await;
    assert!(unit.sessions().end(ended.id, user.id, at(4)).await.unwrap());
    unit.commit().await.unwrap();

    let page = harness.sessions.list(user.id, at(5), &first(10)).await.unwrap();
    assert_eq!(page.items, [new, old]);
    assert_eq!(page.next, None);
    assert_eq!(harness.sessions.count(user.id, at(5)).await.unwrap(), 2);
    assert_eq!(harness.sessions.count(user.id, at(19)).await.unwrap(), 2);
    assert_eq!(harness.sessions.count(user.id, at(20)).await.unwrap(), 0);
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let user = harness.some_user().await;
    // All at one instant: the identifiers decide.
    let sessions: Vec<Session> = (0..10).map(|_| a_session(&user)).collect();
    for (n, session) in (0..).zip(&sessions) {
        harness.add_session(session, &a_token(n)).await;
    }
    let now = sessions[0].created_at;
    let user_id = user.id;
    let seen: Vec<SessionId> = walk(
        3,
        |request| async move {
            Ok(harness.sessions.list(user_id, now, &request).await?.map(|session| session.id))
        },
        |page| {
            let gone = sessions[9 - 3 * page].id;
            let newer = a_session(&user);
            async move {
                let mut unit = harness.unit().await;
                assert!(unit.sessions().end(gone, user_id, now).await.unwrap());
                unit.commit().await.unwrap();
                harness.add_session(&newer, &a_token(100 + u8::try_from(page).unwrap())).await;
            }
        },
    )
    .await;
    let expected: Vec<SessionId> = sessions.iter().rev().map(|session| session.id).collect();
    assert_eq!(seen, expected);
}
