//! Callers that go away in the middle, on the kind of runtime that actix's workers have.

use std::{future::Future, pin::pin, task::Poll};

use fasttrack_domain::ports::{Store as _, UserQueries};
use fasttrack_test_support::{a_password_hash, a_user};

use crate::support::Database;

/// Polls so often, then drops.
async fn abandon<T>(future: impl Future<Output = T>, polls: usize) {
    let mut future = pin!(future);
    for _ in 0..polls {
        let ready =
            std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
        if ready {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn abandoned_queries_harm_nobody() {
    let database = Database::with(|settings| settings.read_connections = 1).await;
    let (user, ..) = database.fill(0).await;
    for polls in 0..60 {
        abandon(UserQueries::find(&database.store, user.id), polls % 6).await;
        assert_eq!(UserQueries::find(&database.store, user.id).await.unwrap().as_ref(), Some(&user));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn abandoned_units_roll_back() {
    let database = Database::new().await;
    for polls in 0..60 {
        abandon(
            async {
                let mut unit = database.store.begin().await.unwrap();
                unit.users().add(&a_user("lost").build(), &a_password_hash()).await.unwrap();
                std::future::pending::<()>().await;
            },
            polls % 12,
        )
        .await;
    }
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&a_user("lost").build(), &a_password_hash()).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(UserQueries::count(&database.store).await.unwrap(), 1);
}
