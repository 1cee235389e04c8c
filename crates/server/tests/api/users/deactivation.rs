//! Rights that are taken away are gone at once.

use serde_json::json;

use crate::support::{TestApp, grant::SESSIONS, people::USERS};

#[tokio::test]
async fn who_is_switched_off_is_out_at_once() {
    let app = TestApp::start();
    let (phone, laptop) = (app.viewer("ana").await, app.sign_in("ana").await);
    let path = phone.own_path().await;

    assert_eq!(app.admin().await.patch(&path, &json!({"active": false})).await.status, 200);

    for (name, device) in [("phone", phone), ("laptop", laptop)] {
        assert!(!device.is_let_in().await, "{name}");
        device.refresh(None).await.assert_invalid_grant();
    }
    app.anonymous().password_grant("ana", TestApp::PASSWORD, None).await.assert_invalid_grant();
}

#[tokio::test]
async fn who_is_switched_on_again_signs_in_again() {
    let app = TestApp::start();
    let (admin, before) = (app.admin().await, app.viewer("ana").await);
    let path = before.own_path().await;
    for active in [false, true] {
        assert_eq!(admin.patch(&path, &json!({"active": active})).await.status, 200);
    }
    assert!(!before.is_let_in().await, "what was ended stays so");
    before.refresh(None).await.assert_invalid_grant();
    let after = app.sign_in("ana").await;
    assert_eq!(after.get(SESSIONS).await.each("id").len(), 1);
}

#[tokio::test]
async fn another_role_needs_another_sign_in() {
    let app = TestApp::start();
    let (admin, bea) = (app.admin().await, app.another_admin("bea").await);
    let path = bea.own_path().await;
    assert_eq!(bea.get(USERS).await.status, 200);

    assert_eq!(admin.patch(&path, &json!({"role": "viewer"})).await.status, 200);

    assert!(!bea.is_let_in().await);
    bea.refresh(None).await.assert_invalid_grant();
    assert_eq!(app.sign_in("bea").await.get(USERS).await.code(), "insufficient_scope");
}

#[tokio::test]
async fn a_change_that_takes_nothing_ends_no_session() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let same = json!({"full_name": "Ana Sá", "role": "viewer", "active": true});
    assert_eq!(app.admin().await.patch(&ana.own_path().await, &same).await.status, 200);
    assert!(ana.is_let_in().await);
}

#[tokio::test]
async fn who_is_deleted_is_out_at_once() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    assert_eq!(app.admin().await.delete(&ana.own_path().await).await.status, 204);
    assert!(!ana.is_let_in().await);
    ana.refresh(None).await.assert_invalid_grant();
    app.anonymous().password_grant("ana", TestApp::PASSWORD, None).await.assert_invalid_grant();
}
