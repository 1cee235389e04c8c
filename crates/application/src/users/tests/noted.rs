//! What the audit log is told of users.

use std::sync::Arc;

use fasttrack_domain::{
    access::Role,
    id::Id,
    ports::{Credentials, MockUserQueries},
    user::{User, UserId},
};
use fasttrack_test_support::{AuditLog, FakeStore, FakeUnitOfWork, SequentialIds, a_user};

use super::{NEW, OLD, a_new_user, first_admin, unit_with, users_on};
use crate::{
    testing::{by, by_system, down, failing_at_commit, hash_of, noted, origin, store_of},
    users::{UserChange, Users},
};

const NOTHING: [&str; 0] = [];

/// As [`users_on`]; there is this user, with [`OLD`] as the password, and nobody else.
fn users_with(user: &User, store: Arc<FakeStore>) -> Users {
    let mut queries = MockUserQueries::new();
    let (found, row) = (user.clone(), Credentials { user: user.clone(), password_hash: hash_of(OLD) });
    queries.expect_find().returning(move |_| Ok(Some(found.clone())));
    queries.expect_credentials().returning(move |_| Ok(Some(row.clone())));
    queries.expect_count().returning(|| Ok(0));
    Users { queries: Arc::new(queries), self_signup: true, ..users_on(store).0 }
}

/// A unit in which all that is done to these people succeeds.
fn unit_for(people: &[&User]) -> (FakeUnitOfWork, AuditLog) {
    let (mut unit, _) = unit_with(people);
    unit.users.expect_add().returning(|_, _| Ok(()));
    unit.users.expect_set_password().returning(|_, _, _| Ok(true));
    unit.users.expect_delete().returning(|_| Ok(true));
    unit.events.expect_reassign().returning(|_, _| Ok(1));
    let log = unit.audit_log();
    (unit, log)
}

#[tokio::test]
async fn whoever_makes_a_user_is_noted_with_the_role() {
    let root = a_user("root").admin().build();
    let made: UserId = Id::new(SequentialIds::nth(1));
    let line = |who: &str, role| format!("{who} user.created user {made} {{\"role\":\"{role}\"}}");

    let (unit, log) = unit_for(&[]);
    users_with(&root, store_of(unit)).create(&by(&root), a_new_user()).await.unwrap();
    assert_eq!(noted(&log), [line(&root.id.to_string(), "editor")]);

    let (unit, log) = unit_for(&[]);
    users_with(&root, store_of(unit)).create(&by_system(), a_new_user()).await.unwrap();
    assert_eq!(noted(&log), [line("system", "editor")]);

    let (unit, log) = unit_for(&[]);
    users_with(&root, store_of(unit)).sign_up(&origin(), a_new_user()).await.unwrap();
    assert_eq!(noted(&log), [line("anonymous", "viewer")]);

    let (unit, log) = unit_for(&[]);
    let users = users_with(&root, store_of(unit));
    users.ensure_first_admin(&by_system(), first_admin::admin()).await.unwrap();
    assert_eq!(noted(&log), [line("system", "admin")]);
}

#[tokio::test]
async fn each_change_of_a_user_is_noted_for_what_it_is() {
    let (root, ana) = (a_user("root").admin().build(), a_user("ana").build());
    let change = UserChange {
        email: Some("new@example.org".parse().unwrap()),
        role: Some(Role::Editor),
        active: Some(false),
        ..UserChange::default()
    };
    let (unit, log) = unit_for(&[&root, &ana]);
    users_with(&root, store_of(unit)).update(&by(&root), ana.id, change.clone()).await.unwrap();
    let line = |action: &str| format!("{} user.{action} user {}", root.id, ana.id);
    assert_eq!(
        noted(&log),
        [
            format!("{} {{\"changed\":[\"email\"]}}", line("updated")),
            format!("{} {{\"from\":\"viewer\",\"to\":\"editor\"}}", line("role_changed")),
            line("deactivated"),
        ]
    );

    // Of oneself one changes neither role nor activity.
    let (unit, log) = unit_for(&[&root, &ana]);
    users_with(&ana, store_of(unit)).update_me(&by(&ana), change).await.unwrap();
    let own = format!("{id} user.updated user {id} {{\"changed\":[\"email\"]}}", id = ana.id);
    assert_eq!(noted(&log), [own]);

    // What stays as it is was not changed.
    let (unit, log) = unit_for(&[&root, &ana]);
    users_with(&root, store_of(unit)).update(&by(&root), ana.id, UserChange::default()).await.unwrap();
    assert_eq!(noted(&log), NOTHING);
}

#[tokio::test]
async fn who_is_removed_is_noted_with_who_got_the_events() {
    let (root, ana) = (a_user("root").admin().build(), a_user("ana").build());
    let line = format!("{} user.deleted user {}", root.id, ana.id);
    let (unit, log) = unit_for(&[&root, &ana]);
    users_with(&root, store_of(unit)).delete(&by(&root), ana.id, None).await.unwrap();
    assert_eq!(noted(&log), std::slice::from_ref(&line));
    let (unit, log) = unit_for(&[&root, &ana]);
    users_with(&root, store_of(unit)).delete(&by(&root), ana.id, Some(root.id)).await.unwrap();
    assert_eq!(noted(&log), [format!("{line} {{\"events_to\":\"{}\"}}", root.id)]);
}

#[tokio::test]
async fn a_password_that_is_changed_or_given_anew_is_noted() {
    let (root, ana) = (a_user("root").admin().build(), a_user("ana").build());
    let new = NEW.parse().unwrap();
    let (unit, log) = unit_for(&[&ana]);
    users_with(&ana, store_of(unit)).change_password(&by(&ana), OLD, &new).await.unwrap();
    assert_eq!(
        noted(&log),
        [format!("{id} password.changed user {id} {{\"sessions_ended\":2}}", id = ana.id)]
    );

    for (ctx, who) in [(by(&root), root.id.to_string()), (by_system(), "system".to_owned())] {
        let (unit, log) = unit_for(&[&ana]);
        users_with(&ana, store_of(unit)).reset_password(&ctx, ana.id, &new).await.unwrap();
        assert_eq!(noted(&log), [format!("{who} password.reset user {} {{\"sessions_ended\":2}}", ana.id)]);
    }
}

/// Whoever has but the token of somebody could try passwords here.
#[tokio::test]
async fn an_old_password_that_is_wrong_is_noted() {
    let ana = a_user("ana").build();
    let (unit, log) = unit_for(&[&ana]);
    let users = users_with(&ana, store_of(unit));
    assert!(users.change_password(&by(&ana), "wrong", &NEW.parse().unwrap()).await.is_err());
    assert_eq!(noted(&log), [format!("{id} password.refused user {id}", id = ana.id)]);
}

#[tokio::test]
async fn what_was_rolled_back_is_not_noted() {
    let (root, ana) = (a_user("root").admin().build(), a_user("ana").build());
    let (ctx, new) = (by(&root), NEW.parse().unwrap());
    let failing = || {
        let (unit, log) = unit_for(&[&root, &ana]);
        (users_with(&ana, store_of(failing_at_commit(unit, down()))), log)
    };
    let (users, created) = failing();
    users.create(&ctx, a_new_user()).await.unwrap_err();
    let (users, updated) = failing();
    let promote = UserChange { role: Some(Role::Admin), ..UserChange::default() };
    users.update(&ctx, ana.id, promote).await.unwrap_err();
    let (users, deleted) = failing();
    users.delete(&ctx, ana.id, None).await.unwrap_err();
    let (users, changed) = failing();
    users.change_password(&by(&ana), OLD, &new).await.unwrap_err();
    let (users, reset) = failing();
    users.reset_password(&ctx, ana.id, &new).await.unwrap_err();
    for log in [created, updated, deleted, changed, reset] {
        assert_eq!(noted(&log), NOTHING);
    }
}
