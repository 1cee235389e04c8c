//! Somebody who may administer is always left.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    people::{USERS, a_user},
};

/// Everything that takes an admin away.
fn removals() -> [(&'static str, Method, Value); 3] {
    [
        ("demoted", Method::PATCH, json!({"role": "editor"})),
        ("switched off", Method::PATCH, json!({"active": false})),
        ("deleted", Method::DELETE, Value::Null),
    ]
}

async fn remove(client: &Client, method: &Method, path: &str, body: &Value) -> Answer {
    let request = client.request(method.clone(), path);
    Answer::of(if body.is_null() { request } else { request.json(body) }).await
}

#[tokio::test]
async fn the_last_admin_cannot_go() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let path = admin.own_path().await;
    for (name, method, body) in removals() {
        let refused = remove(&admin, &method, &path, &body).await;
        assert_eq!((refused.status, refused.code()), (409, "last_admin"), "{name}: {refused:?}");
        refused.assert_problem(&path, 409, "last_admin");
    }
    let me = admin.me().await;
    assert_eq!((&me["role"], &me["active"]), (&json!("admin"), &json!(true)));
}

#[tokio::test]
async fn an_admin_who_is_switched_off_does_not_count() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut inactive = a_user("bea");
    inactive["role"] = json!("admin");
    inactive["active"] = json!(false);
    admin.make_user(&inactive).await;
    for (name, method, body) in removals() {
        let refused = remove(&admin, &method, &admin.own_path().await, &body).await;
        assert_eq!((refused.status, refused.code()), (409, "last_admin"), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn one_of_two_admins_may_go() {
    for (name, method, body) in removals() {
        let app = TestApp::start();
        let (admin, bea) = (app.admin().await, app.another_admin("bea").await);
        let gone = remove(&bea, &method, &admin.own_path().await, &body).await;
        assert!([200, 204].contains(&gone.status), "{name}: {gone:?}");
        assert!(!admin.is_let_in().await, "{name}");
        assert!(bea.is_let_in().await, "{name}");
    }
}

#[tokio::test]
async fn the_last_admin_may_change_everything_else() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let change = json!({"full_name": "Root", "email": "root@example.org", "role": "admin", "active": true});
    let changed = admin.patch(&admin.own_path().await, &change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
}

/// Each demotes or switches off the other at the same moment: one is always left, and one can
/// always bring the other back.
#[tokio::test]
async fn two_admins_cannot_remove_each_other() {
    let app = TestApp::start();
    let (mut left, mut right) = (app.admin().await, app.another_admin("bea").await);
    for round in 1..=20 {
        let (method, body) = (Method::PATCH, removals()[round % 2].2.clone());
        let (left_path, right_path) = (left.own_path().await, right.own_path().await);
        let (by_left, by_right) = futures_util::future::join(
            remove(&left, &method, &right_path, &body),
            remove(&right, &method, &left_path, &body),
        )
        .await;

        let won = [&by_left, &by_right].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "round {round}: {by_left:?} {by_right:?}");
        for lost in [&by_left, &by_right].into_iter().filter(|answer| answer.status != 200) {
            // Who came too late is the last admin's victim already, or would make the last one go.
            let refused = (lost.status, lost.code());
            assert!([(401, "invalid_token"), (409, "last_admin")].contains(&refused), "{lost:?}");
        }
        let (winner, loser) = if by_left.status == 200 { (&left, &right_path) } else { (&right, &left_path) };
        assert_eq!(active_admins(winner).await, 1, "round {round}");

        let back = json!({"role": "admin", "active": true});
        assert_eq!(winner.patch(loser, &back).await.status, 200);
        (left, right) = (app.sign_in("admin").await, app.sign_in("bea").await);
    }
}

async fn active_admins(client: &Client) -> usize {
    let users = client.get(USERS).await;
    assert_eq!(users.status, 200, "{users:?}");
    let is_admin = |user: &&Value| user["role"] == "admin" && user["active"] == true;
    users.json["items"].as_array().unwrap().iter().filter(is_admin).count()
}
