use std::sync::Arc;

use fasttrack_domain::{
    access::Scope,
    page::{Page, PageRequest},
    ports::MockUserQueries,
    user::{User, UserId},
};
use fasttrack_test_support::{a_user, unique_id};

use super::{an_admin, users_on};
use crate::{
    authorise::Denied,
    testing::{by, by_system, untouched_store},
    users::{UserError, Users},
};

fn users_with(user: &User) -> Users {
    let mut queries = MockUserQueries::new();
    let there = user.clone();
    queries.expect_find().returning(move |id| Ok(Some(there.clone()).filter(|user| user.id == id)));
    let there = user.clone();
    queries.expect_list().returning(move |_| Ok(Page { items: vec![there.clone()], next: None }));
    queries.expect_count().returning(|| Ok(1));
    Users { queries: Arc::new(queries), ..users_on(untouched_store()).0 }
}

#[tokio::test]
async fn admins_see_everybody() {
    let ana = a_user("ana").build();
    let users = users_with(&ana);
    for ctx in [an_admin(), by_system()] {
        assert_eq!(users.get(&ctx, ana.id).await.unwrap(), ana);
        assert_eq!(
            users.list(&ctx, &PageRequest::default()).await.unwrap().items,
            std::slice::from_ref(&ana)
        );
        assert_eq!(users.count(&ctx).await.unwrap(), 1);
        let result = users.get(&ctx, UserId::new(unique_id())).await;
        assert!(matches!(result, Err(UserError::NotFound)), "{result:?}");
    }
}

#[tokio::test]
async fn others_see_themselves() {
    let ana = a_user("ana").editor().build();
    let (users, ctx) = (users_with(&ana), by(&ana));
    assert_eq!(users.me(&ctx).await.unwrap(), ana);
    for result in [
        users.get(&ctx, ana.id).await.map(|_| ()),
        users.list(&ctx, &PageRequest::default()).await.map(|_| ()),
        users.count(&ctx).await.map(|_| ()),
    ] {
        let denied = Denied::InsufficientScope(Scope::UsersManage);
        assert!(matches!(result, Err(UserError::Denied(reason)) if reason == denied), "{result:?}");
    }
}

#[tokio::test]
async fn the_system_is_nobody() {
    let result = users_on(untouched_store()).0.me(&by_system()).await;
    assert!(matches!(result, Err(UserError::Denied(Denied::UsersOnly))), "{result:?}");
}
