//! What is never in it, whatever was typed where.

use serde_json::json;

use crate::support::{
    TestApp,
    given::{an_event, with},
    grant::ME,
    people::{USERS, a_user, user_path},
};

const ADDRESS: &str = "joana.prado@canary.example";
const NAME: &str = "Joana Canary";
const WRONG: &str = "canary-wrong-password-17";
const NEW: &str = "canary-other-password-18";

#[tokio::test]
async fn no_secret_no_name_and_no_address_is_in_any_entry() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let (admin, nobody) = (app.admin().await, app.anonymous());
    let joana = with(&a_user("canary.joana"), &json!({"email": ADDRESS, "full_name": NAME}));
    assert_eq!(nobody.post("/api/v1/users/register", &joana).await.status, 201);
    let client = app.sign_in("canary.joana").await;
    let id = client.me().await["id"].as_str().unwrap().to_owned();
    for (username, password) in
        [("canary.joana", WRONG), (ADDRESS, WRONG), (WRONG, "x"), ("no-such-canary", WRONG)]
    {
        nobody.password_grant(username, password, None).await.assert_invalid_grant();
    }
    let password = format!("{ME}/password");
    for (old, new, status) in [(WRONG, NEW, 422), (TestApp::PASSWORD, NEW, 204)] {
        let answer = client.put(&password, &json!({"old_password": old, "password": new})).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let next = client.holding(&client.refresh(None).await);
    client.refresh(None).await.assert_invalid_grant();
    let (role, name) = (json!({"role": "editor"}), json!({"full_name": format!("{NAME} Prado")}));
    for change in [role, name, json!({"email": format!("x{ADDRESS}")}), json!({"active": false})] {
        assert_eq!(admin.patch(&user_path(&id), &change).await.status, 200);
    }
    let event = admin.make_event(&an_event("canary-title")).await;
    let attendees = format!("{}/registrations", event.path);
    let made = admin.post(&attendees, &json!({"name": NAME, "email": ADDRESS})).await;
    admin.delete(&format!("{attendees}/{}", made.json["id"].as_str().unwrap())).await;
    assert_eq!(admin.delete(&event.path).await.status, 204);
    assert_eq!(admin.delete(&format!("{USERS}/{id}")).await.status, 204);

    let entries = admin.audited("").await;
    let of = |action: &str| entries.iter().filter(|entry| entry["action"] == action).count();
    assert_eq!((of("session.refused"), of("user.updated"), of("refresh_token.reused")), (4, 2, 1));
    let text = serde_json::to_string(&entries).unwrap().to_lowercase();
    for secret in
        [client.access_secret(), next.access_secret(), client.refresh_secret(), next.refresh_secret()]
            .into_iter()
            .chain([TestApp::PASSWORD, "canary", "@", "joana", "prado"])
    {
        assert!(!text.contains(&secret.to_lowercase()), "{secret} is in the audit log:\n{text}");
    }
}
