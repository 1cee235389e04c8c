//! Who may change and delete a venue, and which one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp,
    given::{VENUES, a_venue},
};

#[tokio::test]
async fn a_deleted_venue_is_gone() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&a_venue("Salão")).await;
    assert_eq!(ana.delete(&made.path).await.status, 204);
    for method in [Method::GET, Method::DELETE] {
        let answer = Answer::of(ana.request(method.clone(), &made.path)).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{method}");
    }
    assert_eq!(ana.get(VENUES).await.json["items"], json!([]));
    ana.make_venue(&a_venue("Salão")).await;
}

#[tokio::test]
async fn a_venue_that_was_changed_since_is_not_written_over() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&a_venue("Salão")).await;
    assert_eq!(ana.patch(&made.path, &json!({"capacity": 90})).await.status, 200);
    for (method, body) in [
        (Method::PUT, a_venue("Salão")),
        (Method::PATCH, json!({"capacity": 80})),
        (Method::DELETE, Value::Null),
    ] {
        let stale = ana.send(method.clone(), &made.path, ("if-match", &made.etag), &body).await;
        assert_eq!((stale.status, stale.code()), (412, "precondition_failed"), "{method}");
    }
    let untouched = ana.get(&made.path).await;
    assert_eq!((&untouched.json["capacity"], untouched.header("etag")), (&json!(90), "\"2.0\""));
    let current = ana.send(Method::DELETE, &made.path, ("if-match", "\"2.0\""), &Value::Null).await;
    assert_eq!(current.status, 204, "{current:?}");
}

#[tokio::test]
async fn any_editor_may_change_a_venue_and_no_viewer() {
    let app = TestApp::start();
    let made = app.editor("ana").await.make_venue(&a_venue("Salão")).await;
    let (rui, eva) = (app.editor("rui").await, app.viewer("eva").await);
    for (method, path, body) in [
        (Method::POST, VENUES, a_venue("Outro")),
        (Method::PUT, &made.path, a_venue("Salão")),
        (Method::PATCH, &made.path, json!({"capacity": 90})),
        (Method::DELETE, &made.path, Value::Null),
    ] {
        let refused = eva.send(method.clone(), path, ("accept", "*/*"), &body).await;
        assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "{method} by a viewer");
        let done = rui.send(method.clone(), path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method} by another editor: {done:?}");
    }
}
