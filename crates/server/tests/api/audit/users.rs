//! What people do with accounts and sessions.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Story, id_of, nobody, now, of, user};
use crate::support::{
    TestApp,
    grant::{ME, REVOKE, SESSIONS, TOKEN},
    people::{USERS, a_user, user_path},
};

const WRONG: &str = "hunter2-hunter2-hunter2";
const NEW: &str = "lantern-orbit-kettle-29";

fn password<'a>(username: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [("grant_type", "password"), ("username", username), ("password", password)]
}

#[tokio::test]
async fn signing_in_is_told_and_so_is_being_refused() {
    let (began, app) = (now(), TestApp::start());
    let (admin, anyone) = (app.admin().await, app.anonymous());
    let ana = app.viewer("ana").await;
    let id = id_of(&ana).await;
    let path = user_path(id.as_str().unwrap());

    let grant = anyone.form_as("in", TOKEN, &password("ana", TestApp::PASSWORD)).await;
    let session = anyone.holding(&grant).session_id().await;
    for (name, fields) in [
        ("wrong", password("ana", WRONG)),
        ("unknown", password("nobody", WRONG)),
        // As people do now and then.
        ("swapped", password(TestApp::PASSWORD, "ana")),
    ] {
        anyone.form_as(name, TOKEN, &fields).await.assert_invalid_grant();
    }
    let asked = [&password("ana", TestApp::PASSWORD)[..], &[("scope", "users:manage")]].concat();
    assert_eq!(anyone.form_as("scope", TOKEN, &asked).await.code(), "invalid_scope");
    // What asks for nothing is not told.
    assert_eq!(anyone.form_as("nothing", TOKEN, &[("grant_type", "password")]).await.status, 400);
    assert_eq!(admin.patch(&path, &json!({"active": false})).await.status, 200);
    anyone.form_as("inactive", TOKEN, &password("ana", TestApp::PASSWORD)).await.assert_invalid_grant();

    let story = Story::since(began, &admin).await;
    let reason = |reason: &str| json!({ "reason": reason });
    story.tells("in", &[(&user(&id), "session.started", of("session", &session), Value::Null)]);
    for (name, subject, details) in [
        ("wrong", user(&id), "wrong_password"),
        ("unknown", Value::Null, "unknown_user"),
        ("swapped", Value::Null, "unknown_user"),
        ("scope", user(&id), "invalid_scope"),
        ("inactive", user(&id), "inactive_user"),
    ] {
        story.tells(name, &[(&nobody(), "session.refused", subject, reason(details))]);
    }
    story.tells("nothing", &[]);
}

#[tokio::test]
async fn the_ends_of_sessions_are_told() {
    let (began, app) = (now(), TestApp::start());
    let (admin, ana) = (app.admin().await, app.viewer("ana").await);
    let id = id_of(&ana).await;
    let (other, stolen) = (app.sign_in("ana").await, app.sign_in("ana").await);
    let (own, third) = (other.session_id().await, stolen.session_id().await);

    ana.delete_as("ended", &format!("{SESSIONS}/{own}")).await;
    let token = |client: &crate::support::Client| client.refresh_secret().to_owned();
    let spent = token(&stolen);
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", spent.as_str())];
    assert_eq!(stolen.form_as("fresh", TOKEN, &refresh).await.status, 200);
    stolen.form_as("again", TOKEN, &refresh).await.assert_invalid_grant();
    // It is over now: nothing new is to be told of it.
    stolen.form_as("again-2", TOKEN, &refresh).await.assert_invalid_grant();
    let last = ana.session_id().await;
    for name in ["out", "out-again"] {
        assert_eq!(ana.form_as(name, REVOKE, &[("token", &token(&ana))]).await.status, 200);
    }
    assert_eq!(ana.form_as("no-token", REVOKE, &[("token", WRONG)]).await.status, 200);

    let story = Story::since(began, &admin).await;
    story.tells("ended", &[(&user(&id), "session.ended", of("session", &own), Value::Null)]);
    let reused = json!({ "session_id": third });
    story.tells("again", &[(&nobody(), "refresh_token.reused", user(&id), reused)]);
    story.tells("out", &[(&user(&id), "session.ended", of("session", &last), Value::Null)]);
    for quiet in ["fresh", "again-2", "out-again", "no-token"] {
        story.tells(quiet, &[]);
    }
}

#[tokio::test]
async fn passwords_are_told_of() {
    let (began, app) = (now(), TestApp::start());
    let (admin, ana) = (app.admin().await, app.viewer("ana").await);
    app.sign_in("ana").await;
    let id = id_of(&ana).await;
    for (name, old, new, status) in [("guessed", WRONG, NEW, 422), ("changed", TestApp::PASSWORD, NEW, 204)] {
        let body = json!({"old_password": old, "password": new});
        let path = format!("{ME}/password");
        let answer = ana.send(Method::PUT, &path, ("x-request-id", name), &body).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let story = Story::since(began, &admin).await;
    story.tells("guessed", &[(&user(&id), "password.refused", user(&id), Value::Null)]);
    story.tells("changed", &[(&user(&id), "password.changed", user(&id), json!({"sessions_ended": 1}))]);
}

#[tokio::test]
async fn what_becomes_of_users_is_told() {
    let began = now();
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let (admin, anyone) = (app.admin().await, app.anonymous());
    let root = user(&id_of(&admin).await);
    let post = |name: &'static str, client, path, body| async move {
        let client: &crate::support::Client = client;
        let made = client.send(Method::POST, path, ("x-request-id", name), &body).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.json["id"].clone()
    };
    let ana = post("made", &admin, USERS, a_user("ana")).await;
    let register = "/api/v1/users/register";
    let eva = post("joined", &anyone, register, a_user("eva")).await;
    let taken = anyone.send(Method::POST, register, ("x-request-id", "taken"), &a_user("eva")).await;
    assert_eq!(taken.status, 409, "{taken:?}");
    let path = user_path(ana.as_str().unwrap());
    for (name, body) in [
        ("promoted", json!({"role": "editor"})),
        ("switched", json!({"active": false, "full_name": "Ana"})),
        ("back", json!({"active": true})),
        ("same", json!({"active": true, "role": "editor"})),
    ] {
        let changed = admin.send(Method::PATCH, &path, ("x-request-id", name), &body).await;
        assert_eq!(changed.status, 200, "{changed:?}");
    }
    let own = json!({"email": "new@example.org"});
    let changed = app.sign_in("eva").await.send(Method::PATCH, ME, ("x-request-id", "own"), &own).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    admin.delete_as("gone", &format!("{path}?reassign_to={}", root["id"].as_str().unwrap())).await;

    let story = Story::since(began, &admin).await;
    story.tells("made", &[(&root, "user.created", user(&ana), json!({"role": "viewer"}))]);
    story.tells("joined", &[(&nobody(), "user.created", user(&eva), json!({"role": "viewer"}))]);
    let roles = json!({"from": "viewer", "to": "editor"});
    story.tells("promoted", &[(&root, "user.role_changed", user(&ana), roles)]);
    story.tells(
        "switched",
        &[
            (&root, "user.updated", user(&ana), json!({"changed": ["full_name"]})),
            (&root, "user.deactivated", user(&ana), Value::Null),
        ],
    );
    story.tells("back", &[(&root, "user.activated", user(&ana), Value::Null)]);
    let changed = json!({"changed": ["email"]});
    story.tells("own", &[(&user(&eva), "user.updated", user(&eva), changed)]);
    story.tells("gone", &[(&root, "user.deleted", user(&ana), json!({"events_to": root["id"]}))]);
    for quiet in ["taken", "same"] {
        story.tells(quiet, &[]);
    }
}
