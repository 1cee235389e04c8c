//! What everybody may read and change of oneself.

use serde_json::json;

use crate::support::{TestApp, grant::ME};

#[tokio::test]
async fn everybody_sees_oneself() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let me = ana.me().await;
    assert_eq!((&me["username"], &me["role"]), (&json!("ana"), &json!("viewer")));
    assert_eq!(app.admin().await.get(&ana.own_path().await).await.json, me);
}

#[tokio::test]
async fn name_and_address_may_be_changed() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let changed = ana.patch(ME, &json!({"full_name": "Ana Sá", "email": "ana.sa@example.org"})).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let me = ana.me().await;
    assert_eq!((&me["full_name"], &me["email"]), (&json!("Ana Sá"), &json!("ana.sa@example.org")));
    assert!(ana.is_let_in().await, "the session goes on");
}

#[tokio::test]
async fn nobody_promotes_oneself() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let before = ana.me().await;
    for (name, pointer, change) in [
        ("the role", "/role", json!({"role": "admin"})),
        ("the activity", "/active", json!({"active": true})),
        ("the username", "/username", json!({"username": "root"})),
        ("the identifier", "/id", json!({"id": "0197a3c0-0000-7000-8000-000000000001"})),
        ("the password", "/password", json!({"password": "another-tapioca-orbit-kettle"})),
        ("something beside a role", "/role", json!({"full_name": "Ana Sá", "role": "admin"})),
    ] {
        let refused = ana.patch(ME, &change).await;
        assert_eq!(refused.misfit(), Some((pointer, "unknown_field")), "{name}: {refused:?}");
    }
    assert_eq!(ana.me().await, before);
}
