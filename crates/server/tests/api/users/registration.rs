//! Registering by oneself, where the operator lets people.

use serde_json::json;

use crate::support::{
    TestApp,
    given::with,
    people::{USERS, a_user},
};

const REGISTER: &str = "/api/v1/users/register";

fn open() -> TestApp {
    TestApp::start_with(&[("SELF_SIGNUP", "on")])
}

#[tokio::test]
async fn nobody_registers_where_it_is_closed() {
    let app = TestApp::start();
    let refused = app.anonymous().post(REGISTER, &a_user("ana")).await;
    refused.assert_problem(REGISTER, 403, "sign_up_closed");
    app.admin().await.post(REGISTER, &a_user("ana")).await.assert_problem(REGISTER, 403, "sign_up_closed");
    assert_eq!(app.admin().await.get(USERS).await.each("username"), ["admin"]);
}

#[tokio::test]
async fn who_registers_is_a_viewer_and_signs_in() {
    let app = open();
    let made = app.anonymous().post(REGISTER, &a_user("ana")).await;
    assert_eq!((made.status, made.header("location")), (201, "/api/v1/users/me"), "{made:?}");
    assert_eq!((&made.json["role"], &made.json["active"]), (&json!("viewer"), &json!(true)));
    let ana = app.sign_in("ana").await;
    assert_eq!(ana.me().await, made.json);
}

#[tokio::test]
async fn nobody_registers_as_more_than_a_viewer() {
    let app = open();
    for (name, more) in [
        ("a role", json!({"role": "admin"})),
        ("the role that one gets anyway", json!({"role": "viewer"})),
        ("an activity", json!({"active": true})),
        ("an identifier", json!({"id": "0197a3c0-0000-7000-8000-000000000001"})),
    ] {
        let refused = app.anonymous().post(REGISTER, &with(&a_user("ana"), &more)).await;
        let pointer = format!("/{}", more.as_object().unwrap().keys().next().unwrap());
        assert_eq!(refused.misfit(), Some((pointer.as_str(), "unknown_field")), "{name}: {refused:?}");
    }
    assert_eq!(app.admin().await.get(USERS).await.each("username"), ["admin"]);
}

#[tokio::test]
async fn names_and_addresses_that_are_taken_are_refused() {
    let app = open();
    app.admin().await.make_user(&a_user("ana")).await;
    let name = with(&a_user("ana"), &json!({"email": "other@example.org"}));
    app.anonymous().post(REGISTER, &name).await.assert_problem(REGISTER, 409, "username_taken");
    let address = with(&a_user("eva"), &json!({"email": "ANA@example.org"}));
    app.anonymous().post(REGISTER, &address).await.assert_problem(REGISTER, 409, "email_taken");
}

#[tokio::test]
async fn a_weak_password_is_refused() {
    let app = open();
    let refused =
        app.anonymous().post(REGISTER, &with(&a_user("ana"), &json!({"password": "a".repeat(20)}))).await;
    assert_eq!(refused.misfit(), Some(("/password", "weak_password")), "{refused:?}");
}
