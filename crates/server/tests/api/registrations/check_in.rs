//! Who came.

use serde_json::{Value, json};

use super::{attendee, with_seats};
use crate::support::{TestApp, given::an_event};

#[tokio::test]
async fn a_check_in_counts_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let made = ana.registered(&event, "Rui").await;
    let first = ana.check_in(&event, &made).await;
    assert_eq!(first.status, 200, "{first:?}");
    assert!(first.json["checked_in_at"].as_str() > made["created_at"].as_str(), "{first:?}");
    let again = ana.check_in(&event, &made).await;
    assert_eq!((again.status, &again.json), (200, &first.json));
    assert_eq!(ana.everybody(&event).await, [first.json]);
}

#[tokio::test]
async fn only_who_has_a_seat_is_checked_in() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let cancelled = ana.registered(&event, "Rui").await;
    ana.cancel(&event, &cancelled).await;
    ana.registered(&event, "Eva").await;
    let waiting = ana.registered(&event, "Gil").await;
    for one in [&cancelled, &waiting] {
        let answer = ana.check_in(&event, one).await;
        answer.assert_problem(&format!("{}/check-in", attendee(&event, one)), 409, "not_confirmed");
    }
    assert!(ana.everybody(&event).await.iter().all(|one| one["checked_in_at"] == Value::Null));
}

#[tokio::test]
async fn whoever_gets_a_seat_from_the_waitlist_is_checked_in() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    let next = ana.registered(&event, "Eva").await;
    ana.cancel(&event, &first).await;
    let answer = ana.check_in(&event, &next).await;
    assert_eq!((answer.status, &answer.json["status"]), (200, &json!("confirmed")), "{answer:?}");
}

#[tokio::test]
async fn whoever_cancels_after_all_did_not_come() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let made = ana.registered(&event, "Rui").await;
    ana.registered(&event, "Eva").await;
    ana.check_in(&event, &made).await;
    assert_eq!(ana.cancel(&event, &made).await.status, 204);
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva confirmed"]);
    assert_eq!(ana.everybody(&event).await[0]["checked_in_at"], Value::Null);
}

#[tokio::test]
async fn people_come_while_the_event_goes_on() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let made = ana.registered(&event, "Rui").await;
    assert_eq!(ana.patch(&event.path, &json!({"starts_at": "2025-03-14T22:00:00Z"})).await.status, 200);
    assert_eq!(ana.check_in(&event, &made).await.status, 200);
}

#[tokio::test]
async fn only_organisers_check_in() {
    let app = TestApp::start();
    let (ana, eva, rui) = (app.editor("ana").await, app.editor("eva").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = rui.registered(&event, "Rui").await;
    for (who, client, code) in [("viewer", &rui, "insufficient_scope"), ("other editor", &eva, "not_owner")] {
        let answer = client.check_in(&event, &made).await;
        assert_eq!((answer.status, answer.code()), (403, code), "{who}: {answer:?}");
    }
    assert_eq!(app.admin().await.check_in(&event, &made).await.status, 200);
}
