//! What is said of an attendee, and what is kept of one.

use serde_json::{Value, json};

use super::attendees;
use crate::support::{TestApp, given::an_event};

#[tokio::test]
async fn what_does_not_fit_is_pointed_at() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for (body, pointers) in [
        (json!({}), vec!["/name"]),
        (json!({"name": " "}), vec!["/name"]),
        (json!({"name": "x".repeat(101)}), vec!["/name"]),
        (json!({"name": 7}), vec!["/name"]),
        (json!({"name": "Rui", "email": "nobody"}), vec!["/email"]),
        (json!({"name": "", "email": ""}), vec!["/email", "/name"]),
        (json!({"name": "Rui", "status": "confirmed"}), vec!["/status"]),
        (json!({"name": "Rui", "position": 1}), vec!["/position"]),
    ] {
        assert_eq!(ana.post(&attendees(&event), &body).await.pointers(), pointers, "{body}");
    }
    assert_eq!(ana.counted(&event).await, (0, 0));
}

#[tokio::test]
async fn names_are_kept_as_written_but_for_outer_white_space() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let answer = ana.post(&attendees(&event), &json!({"name": "  D'Ávila  da Sé ", "email": null})).await;
    assert_eq!((&answer.json["name"], &answer.json["email"]), (&json!("D'Ávila  da Sé"), &Value::Null));
    let longest = "ã".repeat(100);
    assert_eq!(ana.registered(&event, &longest).await["name"], longest);
}

#[tokio::test]
async fn a_seat_outlives_the_account() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = rui.registered(&event, "Rui").await;
    let deleted = app.admin().await.delete(&rui.own_path().await).await;
    assert_eq!(deleted.status, 204, "{deleted:?}");
    assert_eq!(ana.everybody(&event).await, [made]);
}

#[tokio::test]
async fn whoever_gets_the_events_of_another_organises_them() {
    let app = TestApp::start();
    let (ana, eva) = (app.editor("ana").await, app.editor("eva").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = ana.registered(&event, "Rui").await;
    let heir = eva.me().await["id"].as_str().unwrap().to_owned();
    let path = format!("{}?reassign_to={heir}", ana.own_path().await);
    assert_eq!(app.admin().await.delete(&path).await.status, 204);
    assert_eq!(eva.check_in(&event, &made).await.status, 200);
    assert_eq!(eva.line_up(&event).await, ["Rui confirmed"]);
}
