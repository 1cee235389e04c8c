//! How long an answer is kept.

use serde_json::json;

use super::{REPLAYED, assert_repeats};
use crate::{
    jobs::results,
    support::{
        TestApp,
        given::{EVENTS, an_event},
    },
};

#[tokio::test]
async fn a_key_is_free_again_after_a_day() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let first = ana.once(EVENTS, "k", &an_event("Baile")).await;
    app.engines().set_back("idempotency_keys", "expires_at", 23);
    assert_repeats(&first, &ana.once(EVENTS, "k", &an_event("Baile")).await);
    app.engines().set_back("idempotency_keys", "expires_at", 1);
    // Another request may have it, too.
    let second = ana.once(EVENTS, "k", &an_event("Festa")).await;
    assert_eq!((second.status, second.header(REPLAYED)), (201, ""), "{second:?}");
    assert_repeats(&second, &ana.once(EVENTS, "k", &an_event("Festa")).await);
    assert_eq!(ana.events().await, 2);
}

#[tokio::test]
async fn what_has_expired_is_removed_by_a_job() {
    let app = TestApp::start_with(&[("WORKER", "on"), ("WORKER_POLL", "50ms"), ("IDEMPOTENCY_TTL", "1h")]);
    let admin = app.admin().await;
    results(&admin, "idempotency.prune", 1).await;
    for key in ["a", "b"] {
        assert_eq!(admin.once(EVENTS, key, &an_event("Baile")).await.status, 201);
    }
    app.engines().set_back("idempotency_keys", "expires_at", 1);
    let kept = admin.once(EVENTS, "c", &an_event("Baile")).await;
    app.engines().add_job("idempotency.prune");
    assert_eq!(results(&admin, "idempotency.prune", 2).await[0], json!({"removed": 2}));
    assert_repeats(&kept, &admin.once(EVENTS, "c", &an_event("Baile")).await);
}
