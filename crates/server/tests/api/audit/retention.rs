//! It is kept as long as the operator says.

use serde_json::json;

use crate::{jobs::results, support::TestApp};

#[tokio::test]
async fn what_is_older_than_it_is_kept_goes_and_the_rest_stays() {
    let settings = [("WORKER", "on"), ("WORKER_POLL", "50ms"), ("AUDIT_RETENTION", "40d")];
    let app = TestApp::start_with(&settings);
    let (admin, engines) = (app.admin().await, app.engines());
    results(&admin, "audit.prune", 1).await;
    let before = admin.audited("").await;
    for days in [41, 400, 39] {
        engines.add_audit_entry(days);
    }
    assert_eq!(admin.audited("actor=system&action=venue.deleted").await.len(), 3);

    engines.add_job("audit.prune");
    assert_eq!(results(&admin, "audit.prune", 2).await[0], json!({"removed": 2}));

    let left = admin.audited("").await;
    assert_eq!(left.len(), before.len() + 1);
    assert_eq!(left[..before.len()], before, "what is young is there, unchanged");
    assert_eq!(left[before.len()]["action"], "venue.deleted");
}
