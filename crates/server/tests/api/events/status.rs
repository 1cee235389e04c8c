//! What may become of an event.

use serde_json::json;

use crate::support::{
    TestApp,
    given::{an_event, with},
};

#[tokio::test]
async fn what_was_announced_does_not_become_a_draft_again() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (from, to, allowed) in [
        ("draft", "draft", true),
        ("draft", "published", true),
        ("draft", "cancelled", true),
        ("published", "draft", false),
        ("published", "published", true),
        ("published", "cancelled", true),
        ("cancelled", "draft", false),
        ("cancelled", "published", true),
        ("cancelled", "cancelled", true),
    ] {
        let title = format!("{from} to {to}");
        let event = ana.make_event(&with(&an_event(&title), &json!({"status": from}))).await;
        let expected = if allowed { (200, "") } else { (409, "invalid_status_change") };
        for answer in [
            ana.patch(&event.path, &json!({"status": to})).await,
            ana.put(&event.path, &with(&an_event(&title), &json!({"status": to}))).await,
        ] {
            assert_eq!((answer.status, answer.code()), expected, "{title}");
        }
        let now = if allowed { to } else { from };
        assert_eq!(ana.get(&event.path).await.json["status"], now, "{title}");
    }
}
