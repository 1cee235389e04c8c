//! One's own sessions: seen and ended.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    grant::{SESSIONS, TOKEN},
};

fn session(id: &str) -> String {
    format!("{SESSIONS}/{id}")
}

/// Signs one user in this many times; the last one is the newest.
async fn devices(app: &TestApp, count: usize) -> Vec<Client> {
    let mut devices = vec![app.viewer("ana").await];
    while devices.len() < count {
        devices.push(app.sign_in("ana").await);
    }
    devices
}

#[tokio::test]
async fn sessions_are_listed_with_the_newest_first_and_the_current_one_marked() {
    let app = TestApp::start();
    let devices = devices(&app, 3).await;
    let mut newest_first = Vec::new();
    for device in devices.iter().rev() {
        newest_first.push(device.session_id().await);
    }

    for (device, own) in devices.iter().rev().zip(&newest_first) {
        let list = device.get(SESSIONS).await;
        assert_eq!(list.each("id"), newest_first);
        for item in list.json["items"].as_array().unwrap() {
            assert_eq!(item["current"], item["id"] == json!(own), "{item}");
        }
    }
}

#[tokio::test]
async fn a_session_tells_what_signed_in_and_when() {
    let app = TestApp::start();
    let form = format!("grant_type=password&username=admin&password={}", TestApp::PASSWORD);
    let request = app.anonymous().request(Method::POST, TOKEN).header("user-agent", "Lynx/2.9");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let lynx = app.anonymous().holding(&Answer::of(request).await);

    let before = lynx.get(SESSIONS).await.json["items"][0].take();
    let members: Vec<&String> = before.as_object().unwrap().keys().collect();
    assert_eq!(members, ["created_at", "current", "expires_at", "id", "last_used_at", "user_agent"]);
    assert_eq!(before["user_agent"], "Lynx/2.9");
    assert_eq!(before["last_used_at"], before["created_at"]);

    let refreshed = lynx.holding(&lynx.refresh(None).await);
    let after = refreshed.get(SESSIONS).await.json["items"][0].take();
    assert_eq!(after["created_at"], before["created_at"]);
    let time = |session: &Value, member: &str| -> DateTime<Utc> {
        session[member].as_str().unwrap().parse().unwrap()
    };
    assert!(time(&after, "last_used_at") > time(&before, "last_used_at"), "{after}");
    assert!(time(&after, "expires_at") > time(&before, "expires_at"), "{after}");
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let app = TestApp::start();
    let devices = devices(&app, 5).await;
    let whole = devices[0].get(SESSIONS).await.each("id");
    assert_eq!(whole.len(), 5);
    let counted = devices[0].get(&format!("{SESSIONS}?limit=2&total=true")).await;
    assert_eq!((&counted.json["total"], counted.each("id").len()), (&json!(5), 2));
    assert_eq!(devices[0].get(SESSIONS).await.json.get("total"), None, "nobody asked for it");

    let (mut path, mut seen, mut pages) = (format!("{SESSIONS}?limit=2"), Vec::new(), 0);
    loop {
        let page = devices[0].get(&path).await;
        seen.extend(page.each("id"));
        pages += 1;
        match page.next() {
            Some(next) => {
                assert!(next.contains(page.json["next_cursor"].as_str().unwrap()), "{page:?}");
                path = next.to_owned();
            }
            None => break assert!(page.json["next_cursor"].is_null(), "{page:?}"),
        }
    }
    assert_eq!((seen, pages), (whole, 3));
}

#[tokio::test]
async fn the_list_refuses_what_it_does_not_know() {
    let app = TestApp::start();
    let devices = devices(&app, 2).await;
    let cursor = devices[0].get(&format!("{SESSIONS}?limit=1")).await.json["next_cursor"].take();
    let foreign = format!("{SESSIONS}?cursor={}", cursor.as_str().unwrap());
    assert_eq!(app.admin().await.get(&foreign).await.misfit(), Some(("cursor", "invalid_cursor")));
    let bogus = devices[0].get(&format!("{SESSIONS}?bogus=true")).await;
    assert_eq!(bogus.misfit(), Some(("bogus", "unknown_parameter")));
}

#[tokio::test]
async fn an_ended_session_is_over_at_once() {
    let app = TestApp::start();
    let devices = devices(&app, 3).await;
    let (here, stolen) = (&devices[0], &devices[1]);
    assert!(stolen.is_let_in().await);

    let ended = here.delete(&session(&stolen.session_id().await)).await;

    assert_eq!((ended.status, ended.text.as_str()), (204, ""), "{ended:?}");
    assert!(!stolen.is_let_in().await, "its access token fails at once");
    stolen.refresh(None).await.assert_invalid_grant();
    assert!(here.is_let_in().await);
    let left: BTreeSet<String> = here.get(SESSIONS).await.each("id").into_iter().collect();
    assert_eq!(left, [here.session_id().await, devices[2].session_id().await].into());
}

#[tokio::test]
async fn one_may_end_the_session_that_one_uses() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let own = session(&ana.session_id().await);
    assert_eq!(ana.delete(&own).await.status, 204);
    ana.delete(&own).await.assert_problem(&own, 401, "invalid_token");
}

#[tokio::test]
async fn what_is_no_session_of_ones_own_cannot_be_ended() {
    let app = TestApp::start();
    let devices = devices(&app, 2).await;
    let (ana, gone) = (&devices[0], session(&devices[1].session_id().await));
    assert_eq!(ana.delete(&gone).await.status, 204);
    let admin = app.admin().await;
    let (of_ana, of_admin) = (session(&ana.session_id().await), session(&admin.session_id().await));
    let unknown = session("0197a3c0-0000-7000-8000-000000000001");
    for (name, client, path) in [
        ("one that has ended", ana, &gone),
        ("one that never was", ana, &unknown),
        ("an admin's", ana, &of_admin),
        ("a user's, by an admin", &admin, &of_ana),
    ] {
        let refused = client.delete(path).await;
        assert_eq!((refused.status, refused.code()), (404, "not_found"), "{name}: {refused:?}");
    }
    assert!(ana.is_let_in().await && admin.is_let_in().await);
}
