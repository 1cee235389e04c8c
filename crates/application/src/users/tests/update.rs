use std::sync::Arc;

use fasttrack_domain::{
    Constraint, StoreError,
    access::{Role, Scope},
    ports::{Announcement, Credentials},
    user::{User, UserId},
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, a_password_hash, a_user, instant, unique_id};

use super::{an_admin, unit_with, users_on};
use crate::{
    authorise::Denied,
    testing::{busy, by, by_key_of, by_system, down, failing_at_commit, store_of, untouched_store},
    users::{UserChange, UserError},
};

fn role(role: Role) -> UserChange {
    UserChange { role: Some(role), ..UserChange::default() }
}

fn active(active: bool) -> UserChange {
    UserChange { active: Some(active), ..UserChange::default() }
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name() {
    let ana = a_user("ana").build();
    let (unit, changes) = unit_with(&[&ana]);
    let change = UserChange {
        full_name: Some("Ana Maria".parse().unwrap()),
        email: Some("new@example.org".parse().unwrap()),
        ..UserChange::default()
    };

    let after = users_on(store_of(unit)).0.update(&an_admin(), ana.id, change).await.unwrap();

    let expected = User {
        full_name: "Ana Maria".parse().unwrap(),
        email: "new@example.org".parse().unwrap(),
        updated_at: instant("2030-01-01T12:00:00Z"),
        ..ana
    };
    assert_eq!(after, expected);
    assert_eq!(changes.updated.lasting(), [expected]);
    assert!(changes.signed_out.lasting().is_empty());
}

#[tokio::test]
async fn a_change_that_changes_nothing_writes_nothing() {
    let ana = a_user("ana").build();
    let (unit, changes) = unit_with(&[&ana]);
    let change = UserChange { email: Some(ana.email.clone()), ..role(ana.role) };
    assert_eq!(users_on(store_of(unit)).0.update(&an_admin(), ana.id, change).await.unwrap(), ana);
    assert!(changes.updated.lasting().is_empty());
}

#[tokio::test]
async fn the_last_active_admin_stays_one() {
    let admin = a_user("root").admin().build();
    let others = [a_user("eva").admin().inactive().build(), a_user("ana").editor().build()];
    let people = [&admin, &others[0], &others[1]];
    for change in [role(Role::Editor), role(Role::Viewer), active(false)] {
        let (unit, changes) = unit_with(&people);
        let (users, bus) = users_on(store_of(unit));
        let result = users.update(&by(&admin), admin.id, change.clone()).await;
        assert!(matches!(result, Err(UserError::LastAdmin)), "{change:?}: {result:?}");
        assert!(changes.updated.lasting().is_empty());
        assert!(bus.sessions_ended().is_empty());
    }

    // Anything else about the admin may change.
    let (unit, changes) = unit_with(&people);
    let change = UserChange { full_name: Some("Root".parse().unwrap()), ..role(Role::Admin) };
    users_on(store_of(unit)).0.update(&by(&admin), admin.id, change).await.unwrap();
    assert_eq!(changes.updated.lasting().len(), 1);
}

#[tokio::test]
async fn one_of_two_admins_may_go() {
    let (one, other) = (a_user("one").admin().build(), a_user("other").admin().build());
    for change in [role(Role::Viewer), active(false)] {
        let (unit, changes) = unit_with(&[&one, &other]);
        let after = users_on(store_of(unit)).0.update(&by(&one), other.id, change).await.unwrap();
        assert!(!after.is_active_admin());
        assert_eq!(changes.updated.lasting(), [after]);
    }
}

#[tokio::test]
async fn who_is_no_active_admin_may_always_change() {
    let admin = a_user("root").admin().build();
    let sleeping = a_user("eva").admin().inactive().build();
    let (unit, changes) = unit_with(&[&admin, &sleeping]);
    users_on(store_of(unit)).0.update(&by(&admin), sleeping.id, role(Role::Viewer)).await.unwrap();
    assert_eq!(changes.updated.lasting().len(), 1);
}

#[tokio::test]
async fn who_gains_or_loses_rights_signs_in_again() {
    let (viewer, admin) = (a_user("ana").build(), a_user("root").admin().build());
    let sleeping = a_user("eva").inactive().build();
    for (user, change, ends) in [
        (&viewer, role(Role::Editor), true),
        (&viewer, active(false), true),
        (&sleeping, role(Role::Editor), true),
        (&sleeping, active(true), false),
        (
            &viewer,
            UserChange { email: Some("new@example.org".parse().unwrap()), ..role(Role::Viewer) },
            false,
        ),
    ] {
        let (unit, changes) = unit_with(&[&admin, user]);
        let (users, bus) = users_on(store_of(unit));
        users.update(&by(&admin), user.id, change.clone()).await.unwrap();
        if ends {
            assert_eq!(changes.signed_out.lasting(), [(user.id, None)], "{change:?}");
            assert_eq!(bus.sessions_ended(), changes.sessions, "{change:?}");
        } else {
            assert!(changes.signed_out.lasting().is_empty(), "{change:?}");
            assert!(bus.sessions_ended().is_empty(), "{change:?}");
        }
    }
}

#[tokio::test]
async fn sessions_that_did_not_end_are_not_announced() {
    let ana = a_user("ana").build();
    let unit = failing_at_commit(unit_with(&[&ana]).0, down());
    let (users, bus) = users_on(store_of(unit));
    let result = users.update(&an_admin(), ana.id, active(false)).await;
    assert!(matches!(result, Err(UserError::Store(StoreError::Unavailable(_)))), "{result:?}");
    assert!(bus.sessions_ended().is_empty());
}

#[tokio::test]
async fn a_change_in_the_way_of_another_unit_is_made_once() {
    let ana = a_user("ana").build();
    let (first, lost) = unit_with(&[&ana]);
    let (second, changes) = unit_with(&[&ana]);
    let first = failing_at_commit(first, busy());
    let (users, bus) = users_on(Arc::new(FakeStore::default().then(first).then(second)));
    users.update(&an_admin(), ana.id, active(false)).await.unwrap();
    assert!(lost.updated.lasting().is_empty());
    assert_eq!(changes.updated.lasting().len(), 1);
    assert_eq!(bus.sessions_ended(), changes.sessions);
}

#[tokio::test]
async fn nobody_changes_the_own_rights() {
    let ana = a_user("ana").build();
    let (unit, changes) = unit_with(&[&ana]);
    let change = UserChange {
        full_name: Some("Ana Maria".parse().unwrap()),
        role: Some(Role::Admin),
        active: Some(false),
        email: None,
    };
    let after = users_on(store_of(unit)).0.update_me(&by(&ana), change).await.unwrap();
    assert_eq!((after.full_name.as_str(), after.role, after.active), ("Ana Maria", Role::Viewer, true));
    assert_eq!(changes.updated.lasting(), [after]);
    assert!(changes.signed_out.lasting().is_empty());
}

#[tokio::test]
async fn an_email_is_taken_once() {
    let ana = a_user("ana").build();
    let row = Credentials { user: ana.clone(), password_hash: a_password_hash() };
    let mut unit = FakeUnitOfWork::default();
    unit.users.expect_lock_active_admins().returning(|| Ok(Vec::new()));
    unit.users.expect_find().returning(move |_| Ok(Some(row.clone())));
    unit.users.expect_update().returning(|_| Err(StoreError::Conflict(Constraint::EmailTaken)));
    let committed = unit.committed();
    let change = UserChange { email: Some("taken@example.org".parse().unwrap()), ..UserChange::default() };
    let result = users_on(store_of(unit)).0.update_me(&by(&ana), change).await;
    assert!(matches!(result, Err(UserError::EmailTaken)), "{result:?}");
    assert!(!committed.get());
}

#[tokio::test]
async fn who_may_not_and_who_is_not_there() {
    let editor = by(&a_user("editor").editor().build());
    let result = users_on(untouched_store()).0.update(&editor, UserId::new(unique_id()), active(false)).await;
    let denied = Denied::InsufficientScope(Scope::UsersManage);
    assert!(matches!(result, Err(UserError::Denied(reason)) if reason == denied), "{result:?}");

    let result = users_on(untouched_store()).0.update_me(&by_system(), UserChange::default()).await;
    assert!(matches!(result, Err(UserError::Denied(Denied::UsersOnly))), "{result:?}");

    let (unit, _) = unit_with(&[]);
    let result =
        users_on(store_of(unit)).0.update(&an_admin(), UserId::new(unique_id()), active(false)).await;
    assert!(matches!(result, Err(UserError::NotFound)), "{result:?}");
}

/// What a key allows, it allows within the role of its user: whoever remembers another one forgets it.
#[tokio::test]
async fn keys_of_who_gains_or_loses_rights_are_asked_for_again() {
    let (viewer, sleeping) = (a_user("ana").build(), a_user("eva").inactive().build());
    let rename = UserChange { full_name: Some("Ana".parse().unwrap()), ..UserChange::default() };
    for (user, change, told) in [
        (&viewer, role(Role::Editor), true),
        (&viewer, active(false), true),
        (&sleeping, role(Role::Editor), true),
        (&sleeping, active(true), false),
        (&viewer, rename, false),
    ] {
        let (unit, _) = unit_with(&[user]);
        let (users, bus) = users_on(store_of(unit));
        users.update(&an_admin(), user.id, change.clone()).await.unwrap();
        let announced = bus.announced().contains(&Announcement::ApiKeysChanged);
        assert_eq!(announced, told, "{change:?}");
    }
}

/// Whoever gets hold of a key does not get hold of the account.
#[tokio::test]
async fn a_key_changes_nothing_about_its_own_user() {
    let root = a_user("root").admin().build();
    let (users, _) = users_on(untouched_store());
    let email = UserChange { email: Some("new@example.org".parse().unwrap()), ..UserChange::default() };
    for result in [
        users.update(&by_key_of(&root), root.id, email.clone()).await,
        users.update_me(&by_key_of(&root), email.clone()).await,
    ] {
        assert!(matches!(result, Err(UserError::Denied(Denied::SessionRequired))), "{result:?}");
    }
    let other = a_user("ana").build();
    let (unit, changes) = unit_with(&[&root, &other]);
    users_on(store_of(unit)).0.update(&by_key_of(&root), other.id, email).await.unwrap();
    assert_eq!(changes.updated.lasting().len(), 1, "of others it may, with the scope");
}
