use std::sync::Arc;

use fasttrack_domain::{Constraint, access::Role, ports::MockUserQueries};
use fasttrack_test_support::FakeStore;

use super::{
    NEW,
    create::{adding_unit, refusing_unit},
    users_on,
};
use crate::{
    testing::{FakeHasher, by_system, hash_of, store_of, untouched_store},
    users::{FirstAdmin, UserError, Users},
};

pub fn admin() -> FirstAdmin {
    FirstAdmin {
        username: "admin".parse().unwrap(),
        full_name: "Administrator".parse().unwrap(),
        email: "root@example.org".parse().unwrap(),
        password: NEW.parse().unwrap(),
    }
}

/// As [`users_on`], where there are so many.
fn users_where(count: u64, store: Arc<FakeStore>) -> Users {
    let mut queries = MockUserQueries::new();
    queries.expect_count().returning(move || Ok(count));
    Users { queries: Arc::new(queries), ..users_on(store).0 }
}

#[tokio::test]
async fn an_empty_installation_gets_an_admin() {
    let (unit, added) = adding_unit();
    let user =
        users_where(0, store_of(unit)).ensure_first_admin(&by_system(), admin()).await.unwrap().unwrap();
    assert_eq!((user.username.as_str(), user.role, user.active), ("admin", Role::Admin, true));
    assert_eq!(added.lasting(), [(user, hash_of(NEW))]);
}

#[tokio::test]
async fn an_installation_with_users_stays_as_it_is() {
    // Not even a hash is made: a start must not take longer for it.
    let users = Users { hasher: FakeHasher::overloaded(), ..users_where(1, untouched_store()) };
    assert_eq!(users.ensure_first_admin(&by_system(), admin()).await.unwrap(), None);
}

/// Two processes start at once. Which of its rules a database names first is its own business.
#[tokio::test]
async fn who_comes_second_leaves_it_to_the_first() {
    for constraint in [Constraint::UsernameTaken, Constraint::EmailTaken] {
        let unit = refusing_unit(constraint);
        let committed = unit.committed();
        let users = users_where(0, store_of(unit));
        assert_eq!(users.ensure_first_admin(&by_system(), admin()).await.unwrap(), None, "{constraint:?}");
        assert!(!committed.get());
    }
}

#[tokio::test]
async fn a_weak_password_administers_nothing() {
    let users = Users { hasher: FakeHasher::with_strength(1), ..users_where(0, untouched_store()) };
    let result = users.ensure_first_admin(&by_system(), admin()).await;
    assert!(matches!(result, Err(UserError::WeakPassword)), "{result:?}");
}
