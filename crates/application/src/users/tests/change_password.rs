use std::sync::Arc;

use fasttrack_domain::{
    ports::{Credentials, MockUserQueries},
    time::Timestamp,
    user::{PasswordHash, User, UserId},
};
use fasttrack_test_support::{FakeBus, FakeStore, FakeUnitOfWork, a_user, instant};

use super::{Changes, NEW, OLD, unit_with, users_on};
use crate::{
    authorise::Denied,
    testing::{
        FakeHasher, Written, by, by_key_of, by_system, down, failing_at_commit, hash_of, store_of,
        untouched_store,
    },
    users::{UserError, Users},
};

/// As [`users_on`]; the queries know this user, with [`OLD`] as the password.
fn users_with(user: &User, store: Arc<FakeStore>) -> (Users, Arc<FakeBus>) {
    let mut queries = MockUserQueries::new();
    let (found, row) = (user.clone(), Credentials { user: user.clone(), password_hash: hash_of(OLD) });
    queries.expect_find().returning(move |id| Ok(Some(found.clone()).filter(|user| user.id == id)));
    queries
        .expect_credentials()
        .returning(move |name| Ok(Some(row.clone()).filter(|row| row.user.username == *name)));
    let (users, bus) = users_on(store);
    (Users { queries: Arc::new(queries), ..users }, bus)
}

type SetPassword = (UserId, PasswordHash, Timestamp);

fn unit_to_change(people: &[&User]) -> (FakeUnitOfWork, Changes, Written<SetPassword>) {
    let (mut unit, changes) = unit_with(people);
    let set = Written::by(&unit);
    let log = set.clone();
    unit.users.expect_set_password().returning(move |id, hash, at| {
        log.push((id, hash.clone(), at));
        Ok(true)
    });
    (unit, changes, set)
}

#[tokio::test]
async fn a_new_password_ends_ones_other_sessions() {
    let ana = a_user("ana").build();
    let (unit, changes, set) = unit_to_change(&[&ana]);
    let (users, bus) = users_with(&ana, store_of(unit));
    let ctx = by(&ana);

    users.change_password(&ctx, OLD, &NEW.parse().unwrap()).await.unwrap();

    assert_eq!(set.lasting(), [(ana.id, hash_of(NEW), instant("2030-01-01T12:00:00Z"))]);
    assert_eq!(changes.signed_out.lasting(), [(ana.id, Some(ctx.in_session().unwrap().session_id))]);
    assert_eq!(bus.sessions_ended(), changes.sessions);
}

#[tokio::test]
async fn the_old_password_must_be_right_and_the_new_one_strong() {
    let ana = a_user("ana").build();
    // That the old one was wrong is noted, and nothing else is written.
    let noting = || FakeUnitOfWork::default();
    let store = Arc::new(FakeStore::default().then(noting()).then(noting()));
    let (users, _) = users_with(&ana, store);
    let result = users.change_password(&by(&ana), "wrong", &NEW.parse().unwrap()).await;
    assert!(matches!(result, Err(UserError::WrongPassword)), "{result:?}");

    let result = users.change_password(&by(&ana), OLD, &"ana ana ana ana".parse().unwrap()).await;
    assert!(matches!(result, Err(UserError::WeakPassword)), "{result:?}");

    let users = Users { hasher: FakeHasher::with_strength(2), ..users };
    let result = users.change_password(&by(&ana), OLD, &NEW.parse().unwrap()).await;
    assert!(matches!(result, Err(UserError::WeakPassword)), "{result:?}");
    // Who does not know the old one is not told what the new one is worth.
    let result = users.change_password(&by(&ana), "wrong", &NEW.parse().unwrap()).await;
    assert!(matches!(result, Err(UserError::WrongPassword)), "{result:?}");
}

/// Both knew the old password. The first wins, and the second must not undo it.
#[tokio::test]
async fn of_two_changes_at_once_the_second_fails() {
    let ana = a_user("ana").build();
    let changed = Credentials { user: ana.clone(), password_hash: hash_of("of the first one") };
    for (now, expected) in [(Some(changed), "WrongPassword"), (None, "NotFound")] {
        let mut unit = FakeUnitOfWork::default();
        unit.users.expect_find().returning(move |_| Ok(now.clone()));
        let committed = unit.committed();
        let (users, bus) = users_with(&ana, store_of(unit));
        let result = users.change_password(&by(&ana), OLD, &NEW.parse().unwrap()).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), expected);
        assert!(!committed.get());
        assert!(bus.sessions_ended().is_empty());
    }
}

#[tokio::test]
async fn sessions_that_did_not_end_are_not_announced() {
    let ana = a_user("ana").build();
    let unit = failing_at_commit(unit_to_change(&[&ana]).0, down());
    let (users, bus) = users_with(&ana, store_of(unit));
    let result = users.change_password(&by(&ana), OLD, &NEW.parse().unwrap()).await;
    assert!(matches!(result, Err(UserError::Store(_))), "{result:?}");
    assert!(bus.sessions_ended().is_empty());
}

#[tokio::test]
async fn neither_the_system_nor_a_machine_changes_a_password() {
    let ana = a_user("ana").build();
    for (ctx, expected) in [(by_system(), Denied::UsersOnly), (by_key_of(&ana), Denied::SessionRequired)] {
        let (users, _) = users_with(&ana, untouched_store());
        let result = users.change_password(&ctx, OLD, &NEW.parse().unwrap()).await;
        assert!(matches!(&result, Err(UserError::Denied(denied)) if *denied == expected), "{result:?}");
    }
}
