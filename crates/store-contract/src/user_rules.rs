use fasttrack_test_support::{a_password_hash, a_session, a_token, a_user, an_event};

use crate::{Harness, assert_conflict, races::race, winners};

pub(crate) async fn a_username_is_taken_once(harness: &Harness) {
    harness.some_user().await;
    let other = a_user("grace").build();
    harness.add_user(&other).await;

    let again = a_user("ada").email("again@example.org").build();
    assert_conflict!(harness.unit().await.users().add(&again, &a_password_hash()).await, UsernameTaken);
    let renamed = a_user("ada").email("grace@example.org").build();
    let renamed = fasttrack_domain::user::User { id: other.id, ..renamed };
    assert_conflict!(harness.unit().await.users().update(&renamed).await, UsernameTaken);
}

pub(crate) async fn an_email_is_taken_once(harness: &Harness) {
    harness.some_user().await;
    let other = a_user("grace").build();
    harness.add_user(&other).await;

    let again = a_user("another").email("ADA@example.org").build();
    assert_conflict!(harness.unit().await.users().add(&again, &a_password_hash()).await, EmailTaken);
    let moved = fasttrack_domain::user::User { email: "ada@example.org".parse().unwrap(), ..other };
    assert_conflict!(harness.unit().await.users().update(&moved).await, EmailTaken);
}

pub(crate) async fn one_of_two_units_gets_the_username(harness: &Harness) {
    for round in 0..20 {
        let shared = harness.clone();
        let results = race(2, move |i| {
            let harness = shared.clone();
            let user = a_user(&format!("user{round}")).email(&format!("{i}@{round}.example.org")).build();
            async move {
                let mut unit = harness.store.begin().await?;
                unit.users().add(&user, &a_password_hash()).await?;
                unit.commit().await
            }
        })
        .await;
        assert_eq!(winners!(results, UsernameTaken), 1);
    }
    assert_eq!(harness.users.count().await.unwrap(), 20);
}

pub(crate) async fn a_deleted_user_takes_its_sessions_along(harness: &Harness) {
    let user = harness.some_user().await;
    let session = a_session(&user);
    harness.add_session(&session, &a_token(1)).await;

    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    assert_eq!(unit.sessions().find_by_token(&a_token(1)).await.unwrap(), None);
    unit.commit().await.unwrap();
    assert_eq!(harness.users.find(user.id).await.unwrap(), None);
    assert_eq!(harness.sessions.active(session.id, session.created_at).await.unwrap(), None);
}

pub(crate) async fn the_owner_of_events_stays(harness: &Harness) {
    let user = harness.some_user().await;
    let event = an_event(&user).build();
    harness.add_event(&event).await;
    assert_conflict!(harness.unit().await.users().delete(user.id).await, UserOwnsEvents);

    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.users.count().await.unwrap(), 0);
}

pub(crate) async fn only_active_admins_are_locked(harness: &Harness) {
    let admins = [a_user("root1").admin().build(), a_user("root2").admin().build()];
    let others = [a_user("old").admin().inactive().build(), a_user("editor").editor().build()];
    for user in admins.iter().chain(&others) {
        harness.add_user(user).await;
    }
    let mut locked = harness.unit().await.users().lock_active_admins().await.unwrap();
    locked.sort();
    assert_eq!(locked, [admins[0].id, admins[1].id]);
}

pub(crate) async fn two_admins_cannot_remove_each_other(harness: &Harness) {
    for round in 0..20 {
        let pair = [0, 1].map(|i| a_user(&format!("admin{round}.{i}")).admin().build());
        for admin in &pair {
            harness.add_user(admin).await;
        }
        let shared = harness.clone();
        let victims = [pair[1].id, pair[0].id];
        let removed: usize = race(2, move |i| {
            let harness = shared.clone();
            async move {
                let mut unit = harness.store.begin().await?;
                let admins = unit.users().lock_active_admins().await?;
                let may = admins.len() > 1 && unit.users().delete(victims[i]).await?;
                unit.commit().await?;
                Ok(may)
            }
        })
        .await
        .into_iter()
        .filter(|result| *result.as_ref().unwrap())
        .count();
        assert_eq!(removed, 1);

        let mut unit = harness.unit().await;
        let left = unit.users().lock_active_admins().await.unwrap();
        assert_eq!(left.len(), 1);
        // The next round starts without admins.
        unit.users().delete(left[0]).await.unwrap();
        unit.commit().await.unwrap();
    }
}
