//! Passwords: their length in bytes, their strength, and changing one's own.

use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    given::with,
    people::{USERS, a_user},
};

const PASSWORD: &str = "/api/v1/users/me/password";
const NEW: &str = "another-tapioca-orbit-kettle";

async fn change(client: &Client, old: &str, new: &str) -> Answer {
    client.put(PASSWORD, &json!({"old_password": old, "password": new})).await
}

/// Hard to guess, and this many bytes long.
fn strong(bytes: usize) -> String {
    "tapioca-orbit-kettle-92-velvet-quartz-hammock-lantern-iguana-6-pebble-yonder"
        .chars()
        .take(bytes)
        .collect()
}

#[tokio::test]
async fn a_change_keeps_this_session_and_ends_the_others() {
    let app = TestApp::start();
    let (here, elsewhere) = (app.viewer("ana").await, app.sign_in("ana").await);

    let changed = change(&here, TestApp::PASSWORD, NEW).await;

    assert_eq!((changed.status, changed.text.as_str()), (204, ""), "{changed:?}");
    assert!(here.is_let_in().await);
    assert_eq!(here.refresh(None).await.status, 200);
    assert!(!elsewhere.is_let_in().await);
    elsewhere.refresh(None).await.assert_invalid_grant();
    app.anonymous().password_grant("ana", TestApp::PASSWORD, None).await.assert_invalid_grant();
    app.anonymous().sign_in("ana", NEW).await;
}

#[tokio::test]
async fn the_old_password_must_be_right() {
    let app = TestApp::start();
    let (here, elsewhere) = (app.viewer("ana").await, app.sign_in("ana").await);
    for (name, old) in
        [("another", NEW), ("none", ""), ("a piece", "tapioca-orbit-kettle-9"), ("too long", &strong(80))]
    {
        let refused = change(&here, old, NEW).await;
        assert_eq!(refused.misfit(), Some(("/old_password", "wrong_password")), "{name}: {refused:?}");
    }
    assert!(elsewhere.is_let_in().await, "nothing was changed");
    app.sign_in("ana").await;
}

#[tokio::test]
async fn a_new_password_must_be_hard_to_guess() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.viewer("ana").await);
    let long = |byte: &str| byte.repeat(20);
    for (name, password, code) in [
        ("too short", "aB3$xY9!kL2#zQ".to_owned(), "too_short"),
        ("empty", String::new(), "too_short"),
        ("one letter", long("a"), "weak_password"),
        ("a well-known one, twice", "passwordpassword".to_owned(), "weak_password"),
        ("digits in a row", "123456789012345".to_owned(), "weak_password"),
        ("of this product", "fasttrackfasttrack".to_owned(), "weak_password"),
        ("with a NUL, where bcrypt would stop", format!("tapioca\0{}", strong(20)), "control_character"),
        ("too long", strong(72), "too_long"),
    ] {
        let body = with(&a_user("eva"), &json!({"password": password}));
        for (where_, refused) in [
            ("new user", admin.post(USERS, &body).await),
            ("change", change(&ana, TestApp::PASSWORD, &password).await),
        ] {
            assert_eq!(refused.misfit(), Some(("/password", code)), "{name}, {where_}: {refused:?}");
        }
    }
    app.sign_in("ana").await;
    assert_eq!(admin.get(&format!("{USERS}?total=true")).await.json["total"], 2);
}

#[tokio::test]
async fn what_everybody_knows_of_a_user_makes_no_password() {
    let app = TestApp::start();
    let known = json!({"full_name": "Kvothina Wojciechowska", "password": "kvothinawojciechowska"});
    let refused = app.admin().await.post(USERS, &with(&a_user("eva"), &known)).await;
    assert_eq!(refused.misfit(), Some(("/password", "weak_password")), "{refused:?}");
}

#[tokio::test]
async fn lengths_count_bytes_and_every_byte_counts() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let multibyte = |bytes: usize| format!("{}{}", "é€🎉ß", strong(bytes - 11));
    for (name, password, status) in [
        ("14", strong(14), 422),
        ("15", strong(15), 201),
        ("71", strong(71), 201),
        ("72", strong(72), 422),
        ("71 of fewer characters", multibyte(71), 201),
        ("72 of fewer characters", multibyte(72), 422),
        ("18 characters of 4 bytes", "🎉🥁🎺🎷🎸🎻🪗🎹🪘🎤🎧📯🪕🎼🎵🎶🪇🪈".to_owned(), 422),
    ] {
        let username = format!("user{}", name.replace(' ', "-").to_lowercase());
        let username: String = username.chars().take(32).collect();
        let body = with(&a_user(&username), &json!({"password": password}));
        let made = admin.post(USERS, &body).await;
        assert_eq!(made.status, status, "{name}: {made:?}");
        if status == 201 {
            app.anonymous().sign_in(&username, &password).await;
            let shorter: String = password.chars().take(password.chars().count() - 1).collect();
            for wrong in [format!("{password}x"), shorter] {
                app.anonymous().password_grant(&username, &wrong, None).await.assert_invalid_grant();
            }
        }
    }
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let third = "yet-another-tapioca-orbit-kettle";
    let (a, b) = futures_util::future::join(
        change(&ana, TestApp::PASSWORD, NEW),
        change(&ana, TestApp::PASSWORD, third),
    )
    .await;
    let (won, lost) = if a.status == 204 { (NEW, b) } else { (third, a) };
    assert_eq!(lost.misfit(), Some(("/old_password", "wrong_password")), "{lost:?}");
    app.anonymous().sign_in("ana", won).await;
}

#[tokio::test]
async fn a_change_needs_both_passwords() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    for (name, body, pointer, code) in [
        ("no old one", json!({"password": NEW}), "/old_password", "required"),
        ("no new one", json!({"old_password": TestApp::PASSWORD}), "/password", "required"),
        ("null", json!({"old_password": null, "password": NEW}), "/old_password", "invalid_type"),
        (
            "somebody else's",
            json!({"old_password": "x", "password": NEW, "user": "admin"}),
            "/user",
            "unknown_field",
        ),
        ("a list", Value::Array(vec![]), "", "invalid_type"),
    ] {
        let refused = ana.put(PASSWORD, &body).await;
        assert_eq!(refused.misfit(), Some((pointer, code)), "{name}: {refused:?}");
    }
}
