//! Grants that are refused, as RFC 6749 §5.2 says and as problems.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, TestApp, grant::TOKEN, people::a_user, problem::faults};

#[tokio::test]
async fn every_refusal_has_the_shape_of_rfc_6749() {
    let app = TestApp::start();
    let cases = [
        ("nothing", "", "invalid_request"),
        ("no grant type", "username=admin&password=x", "invalid_request"),
        ("an empty grant type", "grant_type=&username=admin&password=x", "invalid_request"),
        (
            "the grant type twice",
            "grant_type=password&grant_type=password&username=a&password=x",
            "invalid_request",
        ),
        ("another grant type", "grant_type=client_credentials", "unsupported_grant_type"),
        (
            "a grant type in another case",
            "grant_type=Password&username=a&password=x",
            "unsupported_grant_type",
        ),
        ("no username", "grant_type=password&password=x", "invalid_request"),
        ("an empty username", "grant_type=password&username=&password=x", "invalid_request"),
        ("the username twice", "grant_type=password&username=a&username=b&password=x", "invalid_request"),
        ("no password", "grant_type=password&username=admin", "invalid_request"),
        ("an empty password", "grant_type=password&username=admin&password=", "invalid_request"),
        ("a wrong password", "grant_type=password&username=admin&password=wrong", "invalid_grant"),
        ("bytes that are no text", "grant_type=password&username=%FF%FE&password=%00", "invalid_grant"),
        (
            "a scope that does not exist",
            "grant_type=password&username=a&password=x&scope=all",
            "invalid_scope",
        ),
        ("no refresh token", "grant_type=refresh_token", "invalid_request"),
        ("an empty refresh token", "grant_type=refresh_token&refresh_token=", "invalid_request"),
        ("an unknown refresh token", "grant_type=refresh_token&refresh_token=abc", "invalid_grant"),
    ];
    for (name, form, error) in cases {
        let refused = post(&app, "application/x-www-form-urlencoded", form).await;
        assert_eq!((refused.status, &refused.json["error"]), (400, &json!(error)), "{name}: {refused:?}");
        assert_eq!(refused.json["error_description"], refused.json["detail"], "{name}: {refused:?}");
        assert_eq!(refused.header("cache-control"), "no-store", "{name}: {refused:?}");
        assert_eq!(faults(&refused, TOKEN), Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn nobody_learns_why_a_sign_in_failed() {
    let app = TestApp::start();
    let mut inactive = a_user("inactive");
    inactive["active"] = json!(false);
    app.admin().await.make_user(&inactive).await;

    let mut bodies = Vec::new();
    for (name, username, password) in [
        ("an unknown user", "nobody", TestApp::PASSWORD),
        ("a wrong password", "admin", "not-the-password-92"),
        ("a password in another case", "admin", "TAPIOCA-ORBIT-KETTLE-92"),
        ("an inactive user", "inactive", TestApp::PASSWORD),
        ("a name in another case", "ADMIN", TestApp::PASSWORD),
        ("a name that cannot be", "'; drop table users; --", TestApp::PASSWORD),
        ("a password that cannot be", "admin", &"x".repeat(10_000)),
    ] {
        let refused = app.anonymous().password_grant(username, password, None).await;
        refused.assert_invalid_grant();
        let id = refused.header("x-request-id");
        bodies.push((name, refused.text.replace(id, "")));
    }
    let (_, first) = &bodies[0];
    for (name, body) in &bodies {
        assert_eq!(body, first, "{name}");
    }
}

#[tokio::test]
async fn only_forms_are_taken() {
    let app = TestApp::start();
    let form = format!("grant_type=password&username=admin&password={}", TestApp::PASSWORD);
    let object = json!({"grant_type": "password", "username": "admin", "password": TestApp::PASSWORD});
    for (media_type, body) in [
        ("application/json", object.to_string()),
        ("text/plain", form.clone()),
        ("multipart/form-data; boundary=x", form.clone()),
    ] {
        post(&app, media_type, &body).await.assert_problem(TOKEN, 415, "unsupported_media_type");
    }
    let none = Answer::of(app.anonymous().request(Method::POST, TOKEN).body(form.clone())).await;
    none.assert_problem(TOKEN, 415, "unsupported_media_type");
    let with_charset = post(&app, "Application/X-WWW-Form-Urlencoded; charset=utf-8", &form).await;
    assert_eq!(with_charset.status, 200, "{with_charset:?}");
}

async fn post(app: &TestApp, media_type: &str, body: &str) -> Answer {
    let request = app.anonymous().request(Method::POST, TOKEN).header("content-type", media_type);
    Answer::of(request.body(body.to_owned())).await
}
