use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    Constraint, StoreError,
    access::Scope,
    ports::Announcement,
    user::{User, UserId},
};
use fasttrack_test_support::{FakeUnitOfWork, a_user, unique_id};

use super::{Changes, an_admin, unit_with, users_on};
use crate::{
    authorise::Denied,
    testing::{Written, by, by_key_of, down, failing_at_commit, store_of, untouched_store},
    users::UserError,
};

/// What a unit did to get rid of somebody.
struct Removal {
    changes: Changes,
    removed: Written<UserId>,
    reassigned: Written<(UserId, UserId)>,
}

/// A unit in which there are these people, of whom those who own events can only go without them.
fn unit_to_remove(people: &[&User], owner: Option<UserId>) -> (FakeUnitOfWork, Removal) {
    let (mut unit, changes) = unit_with(people);
    let removal = Removal { changes, removed: Written::by(&unit), reassigned: Written::by(&unit) };
    let owner = Arc::new(Mutex::new(owner));
    let (log, events) = (removal.reassigned.clone(), Arc::clone(&owner));
    unit.events.expect_reassign().returning(move |from, to| {
        log.push((from, to));
        let mut owner = events.lock().unwrap();
        if *owner == Some(from) {
            *owner = Some(to);
        }
        Ok(1)
    });
    let log = removal.removed.clone();
    unit.users.expect_delete().returning(move |id| {
        log.push(id);
        if *owner.lock().unwrap() == Some(id) {
            return Err(StoreError::Conflict(Constraint::UserOwnsEvents));
        }
        Ok(true)
    });
    (unit, removal)
}

#[tokio::test]
async fn a_user_goes_with_all_sessions() {
    let (root, ana) = (a_user("root").admin().build(), a_user("ana").build());
    let (unit, removal) = unit_to_remove(&[&root, &ana], None);
    let (users, bus) = users_on(store_of(unit));

    users.delete(&by(&root), ana.id, None).await.unwrap();

    assert_eq!(removal.removed.lasting(), [ana.id]);
    assert_eq!(removal.changes.signed_out.lasting(), [(ana.id, None)]);
    assert_eq!(bus.sessions_ended(), removal.changes.sessions);
    assert!(bus.announced().contains(&Announcement::ApiKeysChanged), "and with all keys");
    assert!(removal.reassigned.lasting().is_empty());
}

#[tokio::test]
async fn the_last_active_admin_stays() {
    let root = a_user("root").admin().build();
    let (ana, sleeping) = (a_user("ana").editor().build(), a_user("old").admin().inactive().build());
    let (unit, removal) = unit_to_remove(&[&root, &ana, &sleeping], None);
    let (users, bus) = users_on(store_of(unit));
    let result = users.delete(&by(&root), root.id, Some(ana.id)).await;
    assert!(matches!(result, Err(UserError::LastAdmin)), "{result:?}");
    assert!(removal.removed.lasting().is_empty());
    assert!(bus.sessions_ended().is_empty());

    // One of two may go; and an admin who may not sign in is none.
    let eva = a_user("eva").admin().build();
    let (unit, removal) = unit_to_remove(&[&root, &eva], None);
    users_on(store_of(unit)).0.delete(&by(&root), eva.id, None).await.unwrap();
    assert_eq!(removal.removed.lasting(), [eva.id]);

    let (unit, removal) = unit_to_remove(&[&root, &ana, &sleeping], None);
    users_on(store_of(unit)).0.delete(&by(&root), sleeping.id, None).await.unwrap();
    assert_eq!(removal.removed.lasting(), [sleeping.id]);
}

#[tokio::test]
async fn events_keep_their_owner_or_get_another() {
    let (root, ana, eva) =
        (a_user("root").admin().build(), a_user("ana").editor().build(), a_user("eva").editor().build());
    let people = [&root, &ana, &eva];

    let (unit, removal) = unit_to_remove(&people, Some(ana.id));
    let (users, bus) = users_on(store_of(unit));
    let result = users.delete(&by(&root), ana.id, None).await;
    assert!(matches!(result, Err(UserError::OwnsEvents)), "{result:?}");
    assert!(removal.removed.lasting().is_empty());
    assert!(bus.sessions_ended().is_empty());

    let (unit, removal) = unit_to_remove(&people, Some(ana.id));
    let (users, bus) = users_on(store_of(unit));
    users.delete(&by(&root), ana.id, Some(eva.id)).await.unwrap();
    assert!(bus.announced().contains(&Announcement::EventsChanged), "another owner");
    assert_eq!(removal.reassigned.lasting(), [(ana.id, eva.id)]);
    assert_eq!(removal.removed.lasting(), [ana.id]);

    for nobody in [ana.id, UserId::new(unique_id())] {
        let (unit, removal) = unit_to_remove(&people, Some(ana.id));
        let result = users_on(store_of(unit)).0.delete(&by(&root), ana.id, Some(nobody)).await;
        assert!(matches!(result, Err(UserError::NewOwnerUnknown)), "{result:?}");
        assert!(removal.removed.lasting().is_empty());
    }
}

#[tokio::test]
async fn sessions_of_who_stays_are_not_announced() {
    let ana = a_user("ana").build();
    let unit = failing_at_commit(unit_to_remove(&[&ana], None).0, down());
    let (users, bus) = users_on(store_of(unit));
    let result = users.delete(&an_admin(), ana.id, None).await;
    assert!(matches!(result, Err(UserError::Store(_))), "{result:?}");
    assert!(bus.sessions_ended().is_empty());
}

#[tokio::test]
async fn who_may_not_and_who_is_not_there() {
    let ana = a_user("ana").editor().build();
    let result = users_on(untouched_store()).0.delete(&by(&ana), ana.id, None).await;
    let denied = Denied::InsufficientScope(Scope::UsersManage);
    assert!(matches!(result, Err(UserError::Denied(reason)) if reason == denied), "{result:?}");

    let (unit, removal) = unit_to_remove(&[&ana], None);
    let result = users_on(store_of(unit)).0.delete(&an_admin(), UserId::new(unique_id()), None).await;
    assert!(matches!(result, Err(UserError::NotFound)), "{result:?}");
    assert!(removal.removed.lasting().is_empty());
}

#[tokio::test]
async fn a_key_does_not_remove_its_own_user() {
    let root = a_user("root").admin().build();
    let (users, _) = users_on(untouched_store());
    let result = users.delete(&by_key_of(&root), root.id, None).await;
    assert!(matches!(result, Err(UserError::Denied(Denied::SessionRequired))), "{result:?}");
}
