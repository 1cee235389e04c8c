//! How long a unit waits for a key that another one has.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    StoreError,
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    ports::Store as _,
    user::User,
};
use fasttrack_test_support::{a_job, instant};

use crate::support::Database;

/// Less than a statement may take, so that nobody takes the database for dead.
const LONGEST_STATEMENT: Duration = Duration::from_millis(1_500);

fn a_claim(user: &User) -> KeyClaim {
    let key = RequestKey { user_id: user.id, route: "POST /things".to_owned(), hash: [1; 32] };
    let (at, expires_at) = (instant("2030-03-01T12:00:00Z"), instant("2030-03-02T12:00:00Z"));
    KeyClaim { key, request: [7; 32], at, expires_at }
}

fn made() -> StoredAnswer {
    StoredAnswer(b"made".to_vec())
}

#[tokio::test]
async fn who_waits_in_vain_hears_that_somebody_has_it() {
    let database = Database::new().await;
    let claim = a_claim(&database.fill(0).await.0);
    let mut first = database.store.begin().await.unwrap();
    assert_eq!(first.idempotency().claim(&claim).await.unwrap(), None);

    let mut second = database.store.begin().await.unwrap();
    let began = Instant::now();
    let result = second.idempotency().claim(&claim).await;
    assert!(matches!(result, Err(StoreError::Contention(_))), "{result:?}");
    let waited = began.elapsed();
    assert!((Duration::from_millis(900)..LONGEST_STATEMENT).contains(&waited), "{waited:?}");
    drop(second);

    first.idempotency().keep(&claim.key, &made()).await.unwrap();
    first.commit().await.unwrap();
    let mut third = database.store.begin().await.unwrap();
    let kept = Some(KeptAnswer { request: [7; 32], answer: made() });
    assert_eq!(third.idempotency().claim(&claim).await.unwrap(), kept);
}

#[tokio::test]
async fn who_waits_has_the_key_as_soon_as_the_other_gives_it_up() {
    let database = Database::new().await;
    let claim = a_claim(&database.fill(0).await.0);
    let mut first = database.store.begin().await.unwrap();
    assert_eq!(first.idempotency().claim(&claim).await.unwrap(), None);
    let mut second = database.store.begin().await.unwrap();
    let repository = second.idempotency();
    let waits = repository.claim(&claim);
    let gives_up = async {
        let waiting = "SELECT count(*)::text FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        crate::support::until(&database.database.url, waiting, &["1"]).await;
        drop(first);
    };
    assert_eq!(tokio::join!(waits, gives_up).0.unwrap(), None);
}

/// The shorter patience is for the key alone.
#[tokio::test]
async fn what_is_waited_for_after_it_is_waited_for_as_long_as_ever() {
    let database = Database::new().await;
    let (claim, job) = (a_claim(&database.fill(0).await.0), a_job("tidy").build());
    let mut unit = database.store.begin().await.unwrap();
    unit.jobs().add(&job).await.unwrap();
    unit.commit().await.unwrap();
    let mut other = database.store.begin().await.unwrap();
    other.jobs().find(job.id).await.unwrap();

    let mut unit = database.store.begin().await.unwrap();
    assert_eq!(unit.idempotency().claim(&claim).await.unwrap(), None);
    let began = Instant::now();
    let result = unit.jobs().find(job.id).await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    assert!(began.elapsed() >= Duration::from_millis(1_400), "{:?}", began.elapsed());
}
