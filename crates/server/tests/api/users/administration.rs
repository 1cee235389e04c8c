//! Admins make, read, change and list users; nobody else does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp,
    given::with,
    grant::ME,
    people::{USERS, a_user, user_path},
};

#[tokio::test]
async fn a_user_is_made_as_asked() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let body =
        with(&a_user("ana"), &json!({"full_name": " Ana Sá ", "email": "Ana@Example.ORG", "role": "editor"}));

    let made = admin.post(USERS, &body).await;

    assert_eq!(made.status, 201, "{made:?}");
    let members: Vec<&String> = made.json.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["active", "created_at", "email", "full_name", "id", "role", "updated_at", "username"]
    );
    for (member, value) in [
        ("username", json!("ana")),
        ("full_name", json!("Ana Sá")),
        ("email", json!("ana@example.org")),
        ("role", json!("editor")),
        ("active", json!(true)),
    ] {
        assert_eq!(made.json[member], value, "{member}");
    }
    assert_eq!(made.header("location"), user_path(made.json["id"].as_str().unwrap()));
    assert_eq!(admin.get(made.header("location")).await.json, made.json);
}

#[tokio::test]
async fn a_new_user_is_an_active_viewer_unless_it_is_said_otherwise() {
    let app = TestApp::start();
    let made = app.admin().await.post(USERS, &a_user("ana")).await;
    assert_eq!((&made.json["role"], &made.json["active"]), (&json!("viewer"), &json!(true)), "{made:?}");
}

#[tokio::test]
async fn a_change_touches_only_what_it_names() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let path = admin.make_user(&a_user("ana")).await;
    let before = admin.get(&path).await.json;
    for (name, change) in [
        ("nothing", json!({})),
        ("the name", json!({"full_name": "Ana Sá"})),
        ("the address", json!({"email": "ANA@example.com"})),
        ("the role", json!({"role": "editor"})),
        (
            "all at once",
            json!({"full_name": "A", "email": "a@example.com", "role": "admin", "active": false}),
        ),
    ] {
        let before = admin.get(&path).await.json;
        let after = admin.patch(&path, &change).await;
        let mut expected = with(&before, &change);
        expected["email"] = json!(expected["email"].as_str().unwrap().to_lowercase());
        expected["updated_at"] = after.json["updated_at"].clone();
        assert_eq!((after.status, &after.json), (200, &expected), "{name}");
        assert_eq!(after.json["updated_at"] == before["updated_at"], change == json!({}), "{name}");
    }
    assert_eq!(admin.get(&path).await.json["created_at"], before["created_at"]);
}

#[tokio::test]
async fn names_and_addresses_are_taken_once() {
    let app = TestApp::start();
    let admin = app.admin().await;
    admin.make_user(&a_user("ana")).await;
    let rui = admin.make_user(&a_user("rui")).await;
    let before = admin.get(&rui).await.json;
    let own = app.sign_in("rui").await;
    let same_name = with(&a_user("ana"), &json!({"email": "other@example.org"}));
    let same_address = with(&a_user("eva"), &json!({"email": " ANA@Example.Org "}));
    for (name, answer, path, code) in [
        ("made with the name", admin.post(USERS, &same_name).await, USERS, "username_taken"),
        ("made with the address", admin.post(USERS, &same_address).await, USERS, "email_taken"),
        ("changed", admin.patch(&rui, &json!({"email": "Ana@example.org"})).await, &rui, "email_taken"),
        ("changed by oneself", own.patch(ME, &json!({"email": "ana@example.org"})).await, ME, "email_taken"),
    ] {
        assert_eq!((answer.status, answer.code()), (409, code), "{name}");
        answer.assert_problem(path, 409, code);
    }
    assert_eq!(admin.get(&format!("{USERS}?total=true")).await.json["total"], 3);
    assert_eq!(admin.get(&rui).await.json, before);
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_name() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let attempts = (0..10).map(|n| {
        let body = with(&a_user("ana"), &json!({"email": format!("ana{n}@example.org")}));
        let admin = &admin;
        async move { admin.post(USERS, &body).await.status }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 9]].concat());
}

#[tokio::test]
async fn users_are_listed_by_name_in_pages() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for name in ["eva", "ana", "rui", "zoe"] {
        admin.make_user(&a_user(name)).await;
    }
    let first = admin.get(&format!("{USERS}?limit=3&total=true")).await;
    assert_eq!(first.each("username"), ["admin", "ana", "eva"]);
    assert_eq!(first.json["total"], 5);
    let second = admin.get(first.next().unwrap()).await;
    assert_eq!(second.each("username"), ["rui", "zoe"]);
    assert!(second.json["next_cursor"].is_null() && second.next().is_none(), "{second:?}");
}

#[tokio::test]
async fn only_admins_manage_users() {
    let app = TestApp::start();
    let (viewer, editor, admin) = (app.viewer("vera").await, app.editor("edu").await, app.admin().await);
    let victim = admin.make_user(&a_user("ana")).await;
    let cases = [
        ("list", Method::GET, USERS, Value::Null, 200),
        ("create", Method::POST, USERS, a_user("eva"), 201),
        ("read", Method::GET, &victim, Value::Null, 200),
        ("change", Method::PATCH, &victim, json!({"full_name": "Ana Sá"}), 200),
        ("delete", Method::DELETE, &victim, Value::Null, 204),
    ];
    for (name, method, path, body, allowed) in cases {
        for (who, client, status, code) in [
            ("nobody", &app.anonymous(), 401, "unauthenticated"),
            ("a viewer", &viewer, 403, "insufficient_scope"),
            ("an editor", &editor, 403, "insufficient_scope"),
            ("an admin", &admin, allowed, ""),
        ] {
            let request = client.request(method.clone(), path);
            let answer = Answer::of(if body.is_null() { request } else { request.json(&body) }).await;
            assert_eq!((answer.status, answer.code()), (status, code), "{name} by {who}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn whoever_is_not_there_is_not_found() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let path = user_path("0197a3c0-0000-7000-8000-000000000001");
    admin.get(&path).await.assert_problem(&path, 404, "not_found");
    admin.patch(&path, &json!({"active": false})).await.assert_problem(&path, 404, "not_found");
    admin.delete(&path).await.assert_problem(&path, 404, "not_found");
}
