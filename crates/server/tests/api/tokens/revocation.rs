//! Giving up a refresh token (RFC 7009).

use reqwest::Method;

use crate::support::{
    Answer, TestApp,
    grant::{REVOKE, SESSIONS},
};

#[tokio::test]
async fn a_revoked_token_takes_its_session_with_it() {
    let app = TestApp::start();
    let (gone, other) = (app.viewer("ana").await, app.sign_in("ana").await);

    let revoked = app.anonymous().revoke(gone.refresh_secret()).await;

    assert_eq!((revoked.status, revoked.header("cache-control")), (200, "no-store"), "{revoked:?}");
    assert!(!gone.is_let_in().await, "the access token fails at once");
    gone.refresh(None).await.assert_invalid_grant();
    assert!(other.is_let_in().await, "another session goes on");
    assert_eq!(other.get(SESSIONS).await.each("id").len(), 1);
}

#[tokio::test]
async fn a_spent_token_still_names_its_session() {
    let app = TestApp::start();
    let before = app.viewer("ana").await;
    let after = before.holding(&before.refresh(None).await);
    assert_eq!(app.anonymous().revoke(before.refresh_secret()).await.status, 200);
    assert!(!after.is_let_in().await);
}

#[tokio::test]
async fn the_answer_is_the_same_whatever_is_revoked() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let secret = ana.refresh_secret();
    for (name, form) in [
        ("nothing", String::new()),
        ("an empty token", "token=".to_owned()),
        ("an unknown token", "token=q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvTyEs".to_owned()),
        ("what is no token", "token=%00%FF".to_owned()),
        ("an access token", format!("token={}&token_type_hint=access_token", ana.access_secret())),
        ("a good token, with a wrong hint", format!("token={secret}&token_type_hint=access_token")),
        ("the same again", format!("token={secret}")),
    ] {
        let request = app.anonymous().request(Method::POST, REVOKE);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = Answer::of(request).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, ""), "{name}: {answer:?}");
    }
    assert!(!ana.is_let_in().await);
}

#[tokio::test]
async fn only_a_form_revokes() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let refused = ana.post(REVOKE, &serde_json::json!({"token": ana.refresh_secret()})).await;
    refused.assert_problem(REVOKE, 415, "unsupported_media_type");
    assert!(ana.is_let_in().await);
}
