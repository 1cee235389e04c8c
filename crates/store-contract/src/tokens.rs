use fasttrack_domain::{session::Session, user::User};
use fasttrack_test_support::{a_session, a_token, instant};

use crate::{Harness, races::race};

async fn a_stored_session(harness: &Harness) -> (User, Session) {
    let user = harness.some_user().await;
    let session = a_session(&user);
    harness.add_session(&session, &a_token(1)).await;
    (user, session)
}

fn used(session: &Session) -> Session {
    Session {
        last_used_at: instant("2030-01-05T00:00:00Z"),
        expires_at: instant("2030-02-05T00:00:00Z"),
        ..session.clone()
    }
}

pub(crate) async fn an_unknown_token_is_none(harness: &Harness) {
    a_stored_session(harness).await;
    assert_eq!(harness.unit().await.sessions().find_by_token(&a_token(2)).await.unwrap(), None);
}

pub(crate) async fn rotation_spends_the_old_token(harness: &Harness) {
    let (_, session) = a_stored_session(harness).await;
    let used = used(&session);
    let mut unit = harness.unit().await;
    unit.sessions().rotate(&used, &a_token(1), &a_token(2)).await.unwrap();
    unit.commit().await.unwrap();

    let mut unit = harness.unit().await;
    for (token, spent) in [(a_token(1), true), (a_token(2), false)] {
        let found = unit.sessions().find_by_token(&token).await.unwrap().unwrap();
        assert_eq!((found.session, found.spent, found.ended), (used.clone(), spent, false));
    }
    drop(unit);
    let active = harness.sessions.active(session.id, session.expires_at).await.unwrap().unwrap();
    assert_eq!(active.expires_at, used.expires_at);
}

pub(crate) async fn a_spent_token_is_not_rotated_again(harness: &Harness) {
    let (_, session) = a_stored_session(harness).await;
    let mut unit = harness.unit().await;
    unit.sessions().rotate(&used(&session), &a_token(1), &a_token(2)).await.unwrap();
    unit.commit().await.unwrap();

    for unusable in [a_token(1), a_token(7)] {
        let mut unit = harness.unit().await;
        assert!(unit.sessions().rotate(&used(&session), &unusable, &a_token(3)).await.is_err());
    }
    assert_eq!(harness.unit().await.sessions().find_by_token(&a_token(3)).await.unwrap(), None);
}

pub(crate) async fn one_of_two_units_rotates(harness: &Harness) {
    let (_, session) = a_stored_session(harness).await;
    for round in 1..=20 {
        let (shared, refreshed) = (harness.clone(), used(&session));
        let rotated = race(2, move |i| {
            let (harness, refreshed) = (shared.clone(), refreshed.clone());
            // Both present the same token; each would put its own in its place.
            let (old, new) = (a_token(round), if i == 0 { a_token(round + 1) } else { a_token(round + 100) });
            async move {
                let mut unit = harness.store.begin().await?;
                let found = unit.sessions().find_by_token(&old).await?.unwrap();
                if found.spent {
                    return Ok(None);
                }
                unit.sessions().rotate(&refreshed, &old, &new).await?;
                unit.commit().await?;
                Ok(Some(new))
            }
        })
        .await;
        let mut winners = rotated.into_iter().filter_map(Result::unwrap);
        let current = winners.next().unwrap();
        assert_eq!(winners.next(), None);
        // The next round presents `round + 1`, whoever won this one.
        if current != a_token(round + 1) {
            let mut unit = harness.unit().await;
            unit.sessions().rotate(&session, &current, &a_token(round + 1)).await.unwrap();
            unit.commit().await.unwrap();
        }
    }
}

pub(crate) async fn the_end_of_a_session_shows_on_its_tokens(harness: &Harness) {
    let (user, session) = a_stored_session(harness).await;
    let mut unit = harness.unit().await;
    assert!(unit.sessions().end(session.id, user.id, session.created_at).await.unwrap());
    unit.commit().await.unwrap();

    let found = harness.unit().await.sessions().find_by_token(&a_token(1)).await.unwrap().unwrap();
    assert!(found.ended && !found.spent);
    assert_eq!(found.session, session);
}
