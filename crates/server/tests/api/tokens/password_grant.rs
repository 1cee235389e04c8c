//! A password buys tokens.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{EVENTS, VENUES, an_event},
    grant::{ME, SESSIONS, TOKEN},
};

const VIEWER: &str = "events:read venues:read registrations:self";

#[tokio::test]
async fn a_password_buys_a_pair_that_no_cache_keeps() {
    let app = TestApp::start();
    app.viewer("ana").await;

    let grant = app.anonymous().password_grant("ana", TestApp::PASSWORD, None).await;

    assert_eq!((grant.status, grant.header("cache-control")), (200, "no-store"), "{grant:?}");
    let members: Vec<&String> = grant.json.as_object().unwrap().keys().collect();
    assert_eq!(members, ["access_token", "expires_in", "refresh_token", "scope", "token_type"]);
    assert_eq!(grant.json["token_type"], "Bearer");
    assert_eq!(grant.json["expires_in"], 600);
    assert_eq!(grant.json["scope"], VIEWER);
    let me = app.anonymous().holding(&grant).get(ME).await;
    assert_eq!((me.status, &me.json["username"]), (200, &json!("ana")));
}

#[tokio::test]
async fn access_tokens_live_as_long_as_the_operator_says() {
    let app = TestApp::start_with(&[("ACCESS_TOKEN_TTL", "7m")]);
    let grant = app.anonymous().password_grant("admin", TestApp::PASSWORD, None).await;
    assert_eq!(grant.json["expires_in"], 420, "{grant:?}");
}

#[tokio::test]
async fn fewer_scopes_may_be_asked_for() {
    let app = TestApp::start();
    app.viewer("ana").await;
    for (name, asked, granted) in [
        ("one", "events:read", "events:read"),
        ("none that is named", "", VIEWER),
        ("only white space", "  ", VIEWER),
        ("twice, in another order", "venues:read events:read venues:read", "events:read venues:read"),
        ("all", VIEWER, VIEWER),
    ] {
        let grant = app.anonymous().password_grant("ana", TestApp::PASSWORD, Some(asked)).await;
        assert_eq!((grant.status, &grant.json["scope"]), (200, &json!(granted)), "{name}: {grant:?}");
    }
}

#[tokio::test]
async fn a_narrow_token_may_do_no_more_than_it_says() {
    let app = TestApp::start();
    app.editor("ana").await;
    let grant = app.anonymous().password_grant("ana", TestApp::PASSWORD, Some("events:read")).await;
    let narrow = app.anonymous().holding(&grant);

    assert_eq!(narrow.get(EVENTS).await.status, 200);
    narrow.get(VENUES).await.assert_problem(VENUES, 403, "insufficient_scope");
    let refused = narrow.post(EVENTS, &an_event("Baile")).await;
    refused.assert_problem(EVENTS, 403, "insufficient_scope");
    let challenge = "Bearer realm=\"fasttrack\", error=\"insufficient_scope\", scope=\"events:write\"";
    assert_eq!(refused.header("www-authenticate"), challenge);
}

#[tokio::test]
async fn who_asks_for_too_much_gets_nothing_and_no_session() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    for (name, asked) in [
        ("more than the role has", "events:read events:write"),
        ("what does not exist", "events:read everything"),
        ("another case", "Events:Read"),
        ("separated by commas", "events:read,venues:read"),
    ] {
        let refused = ana.password_grant("ana", TestApp::PASSWORD, Some(asked)).await;
        assert_eq!((refused.status, refused.code()), (400, "invalid_scope"), "{name}: {refused:?}");
    }
    assert_eq!(ana.get(SESSIONS).await.each("id").len(), 1);
}

#[tokio::test]
async fn parameters_that_are_not_known_are_ignored() {
    let app = TestApp::start();
    let fields = [
        ("client_id", "browser"),
        ("client_id", "twice"),
        ("grant_type", "password"),
        ("username", "admin"),
        ("password", TestApp::PASSWORD),
        ("is_admin", "true"),
    ];
    let grant = app.anonymous().post_form(TOKEN, &fields).await;
    assert_eq!(grant.status, 200, "{grant:?}");
}

#[tokio::test]
async fn an_access_token_tells_no_more_than_it_must() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let claims: Value = crate::bad_tokens::claims_of(ana.access_secret());
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "nbf", "scope", "sid", "sub"]);
    assert_eq!(claims["sub"], ana.me().await["id"]);
    assert_eq!(claims["sid"], ana.session_id().await);
}
