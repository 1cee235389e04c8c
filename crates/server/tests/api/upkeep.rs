//! What is removed when it is old enough, and how that looks from outside.

use serde_json::json;

use crate::{
    jobs::results,
    support::{TestApp, grant::SESSIONS},
};

#[tokio::test]
async fn a_session_that_was_over_for_long_is_forgotten_and_its_tokens_buy_nothing() {
    let app = TestApp::start_with(&[("WORKER", "on"), ("WORKER_POLL", "50ms"), ("SESSION_RETENTION", "1h")]);
    let (admin, engines) = (app.admin().await, app.engines());
    results(&admin, "sessions.prune", 1).await;
    let (old, lives) = (app.viewer("ana").await, app.sign_in("ana").await);
    let refreshed = old.holding(&old.refresh(None).await);
    let own = format!("{SESSIONS}/{}", refreshed.session_id().await);
    assert_eq!(refreshed.delete(&own).await.status, 204);
    engines.set_back("sessions", "ended_at", 2);

    engines.add_job("sessions.prune");
    // Both tokens, and the session.
    assert_eq!(results(&admin, "sessions.prune", 2).await[0], json!({"removed": 3}));

    for client in [&old, &refreshed] {
        client.refresh(None).await.assert_invalid_grant();
    }
    let next = lives.holding(&lives.refresh(None).await);
    assert!(next.is_let_in().await);
    // A spent token of a session that lives still gives its thief away.
    engines.add_job("sessions.prune");
    assert_eq!(results(&admin, "sessions.prune", 3).await[0], json!({"removed": 0}));
    lives.refresh(None).await.assert_invalid_grant();
    assert!(!next.is_let_in().await);
}
