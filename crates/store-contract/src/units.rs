use fasttrack_domain::StoreError;
use fasttrack_test_support::{a_password_hash, a_session, a_token, a_user, a_venue, an_event};
use futures_util::poll;

use crate::{Harness, assert_conflict, races::race};

pub(crate) async fn dropping_a_unit_rolls_back(harness: &Harness) {
    let user = a_user("ada").build();
    let mut unit = harness.unit().await;
    unit.users().add(&user, &a_password_hash()).await.unwrap();
    drop(unit);

    assert_eq!(harness.users.count().await.unwrap(), 0);
    harness.add_user(&user).await;
    assert_eq!(harness.users.count().await.unwrap(), 1);
}

pub(crate) async fn an_abandoned_unit_does_not_block_the_next(harness: &Harness) {
    for i in 0..20 {
        let mut unit = harness.unit().await;
        unit.users().add(&a_user(&format!("lost{i}")).build(), &a_password_hash()).await.unwrap();
        drop(unit);
        harness.add_user(&a_user(&format!("kept{i}")).build()).await;
    }
    assert_eq!(harness.users.count().await.unwrap(), 20);
}

pub(crate) async fn a_unit_dropped_in_the_middle_of_a_statement_rolls_back(harness: &Harness) {
    for i in 0..20 {
        let user = a_user(&format!("lost{i}")).build();
        let mut unit = harness.unit().await;
        {
            let hash = a_password_hash();
            let mut adding = unit.users().add(&user, &hash);
            // One poll sends the statement; nobody waits for its answer.
            drop(poll!(&mut adding));
        }
        drop(unit);
    }
    harness.add_user(&a_user("kept").build()).await;
    assert_eq!(harness.users.count().await.unwrap(), 1);
}

pub(crate) async fn a_query_dropped_in_the_middle_harms_nobody(harness: &Harness) {
    let user = harness.some_user().await;
    for _ in 0..50 {
        let mut finding = harness.users.find(user.id);
        // The first polls get a connection, one of the later ones sends the statement.
        for _ in 0..3 {
            if poll!(&mut finding).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(finding);
    }
    for _ in 0..20 {
        assert_eq!(harness.users.find(user.id).await.unwrap().as_ref(), Some(&user));
    }
}

pub(crate) async fn what_is_not_committed_is_not_seen(harness: &Harness) {
    let user = a_user("ada").build();
    let mut unit = harness.unit().await;
    unit.users().add(&user, &a_password_hash()).await.unwrap();
    assert_eq!(harness.users.find(user.id).await.unwrap(), None);
    assert_eq!(harness.users.count().await.unwrap(), 0);

    unit.commit().await.unwrap();
    assert_eq!(harness.users.find(user.id).await.unwrap(), Some(user));
}

pub(crate) async fn a_unit_sees_its_own_writes(harness: &Harness) {
    let (user, venue) = (a_user("ada").build(), a_venue("Coliseu").build());
    let event = an_event(&user).at(&venue).build();
    let mut unit = harness.unit().await;
    unit.users().add(&user, &a_password_hash()).await.unwrap();
    unit.venues().add(&venue).await.unwrap();
    unit.events().add(&event).await.unwrap();

    assert_eq!(unit.users().find(user.id).await.unwrap().unwrap().user, user);
    assert_eq!(unit.venues().find(venue.id).await.unwrap().unwrap(), venue);
    assert_eq!(unit.events().find(event.id).await.unwrap().unwrap().event, event);
}

pub(crate) async fn after_an_error_nothing_is_left(harness: &Harness) {
    let ada = harness.some_user().await;
    let mut unit = harness.unit().await;
    unit.users().add(&a_user("grace").build(), &a_password_hash()).await.unwrap();
    let again = a_user(ada.username.as_str()).email("other@example.org").build();
    assert_conflict!(unit.users().add(&again, &a_password_hash()).await, UsernameTaken);
    drop(unit);

    assert_eq!(harness.users.count().await.unwrap(), 1);
    harness.add_user(&a_user("grace").build()).await;
}

pub(crate) async fn repositories_commit_together(harness: &Harness) {
    let (user, venue) = (a_user("ada").build(), a_venue("Coliseu").build());
    let (event, session) = (an_event(&user).at(&venue).build(), a_session(&user));
    for commit in [false, true] {
        let mut unit = harness.unit().await;
        unit.users().add(&user, &a_password_hash()).await.unwrap();
        unit.venues().add(&venue).await.unwrap();
        unit.events().add(&event).await.unwrap();
        unit.sessions().add(&session, &a_token(1)).await.unwrap();
        if commit {
            unit.commit().await.unwrap();
        } else {
            drop(unit);
        }
        assert_eq!(harness.users.find(user.id).await.unwrap().is_some(), commit);
        assert_eq!(harness.venues.find(venue.id).await.unwrap().is_some(), commit);
        assert_eq!(harness.events.find(event.id).await.unwrap().is_some(), commit);
        let now = session.created_at;
        assert_eq!(harness.sessions.active(session.id, now).await.unwrap().is_some(), commit);
    }
}

pub(crate) async fn many_units_at_once_all_commit(harness: &Harness) {
    let shared = harness.clone();
    let results = race(20, move |i| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            unit.users().add(&a_user(&format!("user{i}")).build(), &a_password_hash()).await?;
            unit.commit().await
        }
    })
    .await;
    for result in results {
        result.unwrap();
    }
    assert_eq!(harness.users.count().await.unwrap(), 20);
}

pub(crate) async fn the_store_is_alive(harness: &Harness) {
    let alive: Result<(), StoreError> = harness.store.ping().await;
    alive.unwrap();
}
