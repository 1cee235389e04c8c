//! What the log never says, whatever was asked for.

use serde_json::json;

use crate::api_keys::KEYS;
use crate::support::{
    Answer, TestApp,
    given::{EVENTS, with},
    grant::{ME, TOKEN},
    people::{USERS, a_user, user_path},
};

const ADDRESS: &str = "joana.prado@example.org";
const WRONG: &str = "hunter2-hunter2-hunter2";

#[tokio::test]
async fn no_secret_and_no_address_is_logged_whatever_goes_wrong() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let (admin, nobody) = (app.admin().await, app.anonymous());
    let joana = with(&a_user("joana"), &json!({"email": ADDRESS}));
    nobody.post("/api/v1/users/register", &joana).await;
    let client = app.sign_in("joana").await;
    let mut secrets = vec![client.access_secret().to_owned(), client.refresh_secret().to_owned()];

    for answer in [
        nobody.password_grant("joana", WRONG, None).await,
        nobody.password_grant(ADDRESS, WRONG, None).await,
        nobody.get(&format!("{TOKEN}?password={WRONG}&email={ADDRESS}")).await,
        nobody.get(&format!("/{WRONG}/{ADDRESS}")).await,
        admin.get(&user_path(WRONG)).await,
        admin.post(USERS, &joana).await,
        admin.post(USERS, &with(&joana, &json!({"password": {"secret": WRONG}}))).await,
        admin.get(&format!("{USERS}?{WRONG}={ADDRESS}")).await,
        client.put("/api/v1/users/me/password", &json!({"old_password": WRONG, "password": WRONG})).await,
        client.with_token(WRONG).get(ME).await,
        client.with_token(&format!("{}x", client.access_secret())).get(ME).await,
        Answer::of(nobody.request(reqwest::Method::GET, ME).basic_auth(ADDRESS, Some(WRONG))).await,
    ] {
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
    let key = client.make_key(&["events:read"]).await;
    let made_up = format!("ftk_{}", "hunter2".repeat(7)).chars().take(47).collect::<String>();
    for (token, status) in [(&key.secret, 200), (&made_up, 401), (&format!("{}x", key.secret), 401)] {
        assert_eq!(client.with_token(token).get(EVENTS).await.status, status);
        assert_eq!(nobody.get(&format!("{EVENTS}?key={token}")).await.status, 401);
    }
    assert_eq!(client.delete(&format!("{KEYS}/{}", key.secret)).await.status, 422);
    assert_eq!(client.post(KEYS, &json!({"name": key.secret, "scopes": [key.secret]})).await.status, 422);
    secrets.extend([key.secret[4..].to_owned(), made_up]);
    let next = client.holding(&client.refresh(None).await);
    secrets.extend([next.access_secret().to_owned(), next.refresh_secret().to_owned()]);
    next.patch(ME, &json!({"full_name": "Joana", "email": format!("x{ADDRESS}")})).await;
    client.refresh(None).await.assert_invalid_grant();

    let log = app.stop();
    assert!(log.lines().count() > 20, "{log}");
    secrets.extend([WRONG, ADDRESS, TestApp::PASSWORD].map(str::to_owned));
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn every_request_has_one_line_that_names_it() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut names = Vec::new();
    for path in [ME, "/api/v1/nothing", "/health/live", "/api/v1/events?limit=0", "/api/v1/events/1"] {
        names.push((path, admin.get(path).await));
    }
    let user = admin.me().await["id"].as_str().unwrap().to_owned();
    let log = app.stop();
    for (path, answer) in names {
        let id = answer.header("x-request-id");
        let lines: Vec<serde_json::Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|line: &serde_json::Value| line["request_id"] == id && line["msg"] == "request")
            .collect();
        let [line] = lines.as_slice() else { panic!("{path}: {} lines in\n{log}", lines.len()) };
        assert_eq!((&line["status"], &line["method"]), (&json!(answer.status), &json!("GET")), "{line}");
        let known = if path.starts_with("/api/v1/") && !path.ends_with("nothing") {
            json!(user)
        } else {
            json!(null)
        };
        assert_eq!(line["user_id"], known, "{path}: {line}");
    }
}
