//! The application as it is composed: what the wiring must get right.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Client, TestApp, process::Installation};

/// Makes an event that everybody sees; answers its path.
async fn published_event(owner: &Client, title: &str) -> String {
    let event = json!({
        "title": title, "starts_at": "2027-06-24T19:30:00Z", "city": "São Paulo", "status": "published",
    });
    let made = owner.post("/api/v1/events", &event).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.header("location").to_owned()
}

#[tokio::test]
async fn roles_sign_in_and_may_what_they_may() {
    let app = TestApp::start();
    let venue =
        json!({"name": "Salão", "type": "hall", "capacity": 100, "city": "São Paulo", "address": "Rua A"});
    let editor = app.editor("ana").await;
    let made = editor.post("/api/v1/venues", &venue).await;
    assert_eq!(made.status, 201, "{made:?}");
    let refused = app.viewer("rui").await.post("/api/v1/venues", &venue).await;
    assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"));
    assert_eq!(app.anonymous().get("/api/v1/venues").await.status, 401);
    assert_eq!(app.admin().await.get("/api/v1/users").await.json["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn data_tokens_and_views_survive_a_clean_restart() {
    let app = TestApp::start_with(&[("VIEWS_FLUSH_INTERVAL", "1h")]);
    let ana = app.editor("ana").await;
    let path = published_event(&ana, "Festa de São João").await;
    for _ in 0..3 {
        assert_eq!(ana.get(&path).await.status, 200);
    }

    let app = app.restart();
    let found = app.anonymous().with_token(ana.access_token.as_deref().unwrap()).get(&path).await;
    assert_eq!(found.status, 200, "the key of tokens is kept: {found:?}");
    assert_eq!(found.json["views"], 3, "the views of before are written at a clean stop");
    let list = app.sign_in("ana").await.get("/api/v1/events?q=sao%20joao").await;
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1, "{list:?}");
}

#[tokio::test]
async fn views_are_written_now_and_then() {
    let app = TestApp::start_with(&[("VIEWS_FLUSH_INTERVAL", "10ms")]);
    let ana = app.editor("ana").await;
    let path = published_event(&ana, "Baile").await;
    let seen = async { while ana.get(&path).await.json["views"] == 0 {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), seen).await.expect("views are never written");
}

#[tokio::test]
async fn a_password_reset_at_the_command_line_ends_sessions() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let here = Installation::beside(&app);
    let new = "another-tapioca-orbit-kettle";
    let reset = here.run_with_input(&["user", "password", "ana", "--password-stdin"], new);
    assert_eq!(reset.code, 0, "{}", reset.stderr);

    let refresh = [("grant_type", "refresh_token"), ("refresh_token", ana.refresh_token.as_deref().unwrap())];
    let refused = ana.post_form("/api/v1/auth/token", &refresh).await;
    assert_eq!((refused.status, &refused.json["error"]), (400, &json!("invalid_grant")), "{refused:?}");
    ana.sign_in("ana", new).await;
}

#[tokio::test]
async fn self_signup_is_a_setting() {
    let body = json!({
        "username": "rui", "full_name": "Rui", "email": "rui@example.com", "password": TestApp::PASSWORD,
    });
    let closed = TestApp::start().anonymous().post("/api/v1/users/register", &body).await;
    assert_eq!(closed.status, 403, "{closed:?}");
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let made = app.anonymous().post("/api/v1/users/register", &body).await;
    assert_eq!(made.status, 201, "{made:?}");
}

#[tokio::test]
async fn no_secret_is_logged() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let wrong = [("grant_type", "password"), ("username", "ana"), ("password", "not-the-password-of-ana")];
    assert_eq!(ana.post_form("/api/v1/auth/token", &wrong).await.status, 400);
    let log = app.stop();
    assert!(log.contains("listening") && log.contains("stopped"), "{log}");
    let secrets = [TestApp::PASSWORD, "not-the-password-of-ana", "ana@example.com"];
    for secret in secrets.into_iter().chain(ana.access_token.as_deref()).chain(ana.refresh_token.as_deref()) {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn events_are_edited_by_version_and_deleted() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = json!({"title": "Baile", "starts_at": "2027-06-24T19:30:00Z", "city": "Porto"});
    let made = ana.post("/api/v1/events", &event).await;
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/api/v1/events/{}", made.json["id"].as_str().unwrap()));

    let stale = ana.request(Method::PATCH, &path).header("if-match", made.header("etag"));
    let edited = ana.patch(&path, &json!({"title": "Grande baile"})).await;
    assert_eq!((edited.status, &edited.json["title"]), (200, &json!("Grande baile")));
    let refused = Answer::of(stale.json(&json!({"title": "Pequeno baile"}))).await;
    assert_eq!(refused.status, 412, "{refused:?}");

    let replaced = ana.put(&path, &event).await;
    assert_eq!((replaced.status, &replaced.json["title"]), (200, &json!("Baile")));
    assert_eq!(ana.delete(&path).await.status, 204);
    assert_eq!(ana.get(&path).await.status, 404);
}

#[tokio::test]
async fn the_document_is_served_as_it_is_printed() {
    let served = TestApp::start().anonymous().get("/openapi.json").await;
    let printed = Installation::new().run(&["openapi"]).stdout;
    assert_eq!(served.text.trim(), printed.trim());
}

#[tokio::test]
async fn the_page_of_the_documentation_has_our_name() {
    let app = TestApp::start();
    for path in ["/docs/", "/docs", "/", "/docs/index.html"] {
        let page = app.anonymous().get(path).await;
        assert!(page.status == 200 && page.text.contains("<title>FastTrack API</title>"), "{path}: {page:?}");
    }
    assert_eq!(app.anonymous().get("/docs/swagger-ui.css").await.status, 200);
}
