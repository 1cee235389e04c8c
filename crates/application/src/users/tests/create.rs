use fasttrack_domain::{
    Constraint, StoreError,
    access::{Role, Scope},
    id::Id,
    ports::HashingError,
    user::{Password, PasswordHash, User},
};
use fasttrack_test_support::{FakeUnitOfWork, SequentialIds, a_user, instant};

use super::{NEW, a_new_user, an_admin, users_on};
use crate::{
    authorise::Denied,
    testing::{FakeHasher, Written, by, hash_of, origin, store_of, untouched_store},
    users::{NewUser, UserError, Users},
};

/// A unit that adds users.
pub fn adding_unit() -> (FakeUnitOfWork, Written<(User, PasswordHash)>) {
    let mut unit = FakeUnitOfWork::default();
    let added = Written::by(&unit);
    let log = added.clone();
    unit.users.expect_add().returning(move |user, hash| {
        log.push((user.clone(), hash.clone()));
        Ok(())
    });
    (unit, added)
}

/// A unit that adds nobody, for this reason.
pub fn refusing_unit(constraint: Constraint) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    unit.users.expect_add().returning(move |_, _| Err(StoreError::Conflict(constraint)));
    unit
}

/// [`a_new_user`], once it is one.
fn ana() -> User {
    let now = instant("2030-01-01T12:00:00Z");
    let NewUser { username, full_name, email, role, active, .. } = a_new_user();
    let id = Id::new(SequentialIds::nth(1));
    User { id, username, full_name, email, role, active, created_at: now, updated_at: now }
}

#[tokio::test]
async fn a_new_user_is_written_as_it_is_answered_with_a_hash_of_the_password() {
    let (unit, added) = adding_unit();
    let user = users_on(store_of(unit)).0.create(&an_admin(), a_new_user()).await.unwrap();
    assert_eq!(user, ana());
    assert_eq!(added.lasting(), [(user, hash_of(NEW))]);
}

#[tokio::test]
async fn a_username_and_an_email_are_taken_once() {
    for (constraint, reason) in [
        (Constraint::UsernameTaken, UserError::UsernameTaken),
        (Constraint::EmailTaken, UserError::EmailTaken),
    ] {
        let unit = refusing_unit(constraint);
        let committed = unit.committed();
        let result = users_on(store_of(unit)).0.create(&an_admin(), a_new_user()).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(!committed.get());
    }
}

#[tokio::test]
async fn only_admins_make_users() {
    let (users, _) = users_on(untouched_store());
    for ctx in [by(&a_user("viewer").build()), by(&a_user("editor").editor().build())] {
        let result = users.create(&ctx, a_new_user()).await;
        let denied = Denied::InsufficientScope(Scope::UsersManage);
        assert!(matches!(result, Err(UserError::Denied(reason)) if reason == denied), "{result:?}");
    }
}

#[tokio::test]
async fn a_password_must_be_hard_to_guess() {
    for (strength, accepted) in [(0, false), (2, false), (3, true), (4, true)] {
        let (unit, added) = adding_unit();
        let (users, _) = users_on(store_of(unit));
        let users = Users { hasher: FakeHasher::with_strength(strength), ..users };
        let result = users.create(&an_admin(), a_new_user()).await;
        assert_eq!(result.is_ok(), accepted, "{strength}");
        assert_eq!(added.lasting().len(), usize::from(accepted), "{strength}");
        assert!(accepted || matches!(result, Err(UserError::WeakPassword)), "{result:?}");
    }
}

/// What everybody knows of a user does not make a password.
#[tokio::test]
async fn a_password_is_not_made_of_what_is_known() {
    for known in ["ana", "Ana Maria", "am@example.org", "fasttrack"] {
        let password: Password = format!("{known} 4711 {known} 0815").parse().unwrap();
        let (users, _) = users_on(untouched_store());
        let result = users.create(&an_admin(), NewUser { password, ..a_new_user() }).await;
        assert!(matches!(result, Err(UserError::WeakPassword)), "{known}: {result:?}");
    }
}

#[tokio::test]
async fn an_overloaded_hasher_makes_no_user() {
    let (users, _) = users_on(untouched_store());
    let users = Users { hasher: FakeHasher::overloaded(), ..users };
    let result = users.create(&an_admin(), a_new_user()).await;
    assert!(matches!(result, Err(UserError::Hashing(HashingError::Overloaded))), "{result:?}");
}

#[tokio::test]
async fn nobody_signs_up_where_it_is_switched_off() {
    let result = users_on(untouched_store()).0.sign_up(&origin(), a_new_user()).await;
    assert!(matches!(result, Err(UserError::SignUpClosed)), "{result:?}");
}

#[tokio::test]
async fn who_signs_up_is_an_active_viewer_whatever_was_asked_for() {
    for role in Role::ALL {
        let (unit, added) = adding_unit();
        let (users, _) = users_on(store_of(unit));
        let users = Users { self_signup: true, ..users };
        let user = users.sign_up(&origin(), NewUser { role, active: false, ..a_new_user() }).await.unwrap();
        assert_eq!(user, User { role: Role::Viewer, active: true, ..ana() });
        assert_eq!(added.lasting(), [(user, hash_of(NEW))]);
    }
}
