//! What becomes of the events of who leaves.

use serde_json::json;

use crate::support::{TestApp, given::an_event, people::user_path};

#[tokio::test]
async fn who_owns_events_stays() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let path = ana.own_path().await;

    admin.delete(&path).await.assert_problem(&path, 409, "owns_events");

    assert!(ana.is_let_in().await, "nothing was done");
    assert_eq!(admin.get(&event.path).await.status, 200);
    assert_eq!(ana.delete(&event.path).await.status, 204);
    assert_eq!(admin.delete(&path).await.status, 204, "without events one may go");
}

#[tokio::test]
async fn events_may_be_given_to_somebody_else() {
    let app = TestApp::start();
    let (admin, ana, rui) = (app.admin().await, app.editor("ana").await, app.editor("rui").await);
    let published = ana.make_event(&an_event("Baile")).await;
    let draft = ana
        .make_event(&json!({"title": "Ensaio", "starts_at": "2031-03-14T22:00:00Z", "city": "Olinda"}))
        .await;
    let heir = rui.me().await["id"].clone();

    let gone =
        admin.delete(&format!("{}?reassign_to={}", ana.own_path().await, heir.as_str().unwrap())).await;

    assert_eq!(gone.status, 204, "{gone:?}");
    for event in [published, draft] {
        assert_eq!(rui.get(&event.path).await.json["created_by"], heir);
        assert_eq!(rui.patch(&event.path, &json!({"title": "Festa"})).await.status, 200, "it is rui's now");
    }
}

#[tokio::test]
async fn events_go_to_nobody_who_is_not_there() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let (path, own) = (ana.own_path().await, ana.me().await["id"].as_str().unwrap().to_owned());
    for (name, heir, code) in [
        ("nobody", "0197a3c0-0000-7000-8000-000000000001", "unknown_user"),
        ("who leaves", &own, "unknown_user"),
        ("no UUID", "rui", "invalid_uuid"),
        ("nothing", "", "invalid_uuid"),
    ] {
        let refused = admin.delete(&format!("{path}?reassign_to={heir}")).await;
        assert_eq!(refused.misfit(), Some(("reassign_to", code)), "{name}: {refused:?}");
    }
    assert_eq!(ana.get(&event.path).await.json["created_by"], json!(own));
}

#[tokio::test]
async fn who_is_gone_is_not_found() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.viewer("ana").await);
    let path = user_path(ana.me().await["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, 204);
    admin.delete(&path).await.assert_problem(&path, 404, "not_found");
    admin.get(&path).await.assert_problem(&path, 404, "not_found");
}
