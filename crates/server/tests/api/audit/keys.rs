//! What is done to API keys, and with them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Story, id_of, now, of, user};
use crate::{
    api_keys::{KEYS, Key, a_key},
    support::{TestApp, given::an_event},
};

#[tokio::test]
async fn making_and_revoking_a_key_is_told() {
    let (began, app) = (now(), TestApp::start_with(&[("API_KEY_MAX_PER_USER", "1")]));
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let ana_herself = user(&id_of(&ana).await);
    let scopes = ["events:read", "events:write"];
    let made = ana.send(Method::POST, KEYS, ("x-request-id", "made"), &a_key(&scopes)).await;
    let key = Key::of(&made);
    let id = made.json["id"].as_str().unwrap();
    let second = ana.send(Method::POST, KEYS, ("x-request-id", "refused"), &a_key(&scopes)).await;
    assert_eq!((second.status, second.code()), (409, "too_many_api_keys"), "{second:?}");
    ana.delete_as("revoked", &key.path).await;
    let again = ana.send(Method::DELETE, &key.path, ("x-request-id", "again"), &Value::Null).await;
    assert_eq!(again.status, 404, "{again:?}");

    let story = Story::since(began, &admin).await;
    let what = || of("api_key", id);
    story.tells("made", &[(&ana_herself, "api_key.created", what(), json!({ "scopes": scopes }))]);
    story.tells("refused", &[]);
    story.tells("revoked", &[(&ana_herself, "api_key.revoked", what(), Value::Null)]);
    story.tells("again", &[]);
}

/// Whoever hears that a key leaked asks what was done with it.
#[tokio::test]
async fn what_a_machine_did_is_its_users_deed_and_names_the_key() {
    let (began, app) = (now(), TestApp::start());
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let ana_herself = user(&id_of(&ana).await);
    let key = ana.make_key(&["events:write"]).await;
    let machine = key.machine(&app);
    for (who, name) in [(&ana, "person"), (&machine, "machine")] {
        let event = ana.make_event(&an_event("Baile")).await;
        who.delete_as(name, &event.path).await;
    }

    let story = Story::since(began, &admin).await;
    let key_id = key.path.rsplit('/').next().unwrap();
    let owner = &ana_herself["id"];
    for (name, details) in [
        ("person", json!({ "created_by": owner })),
        ("machine", json!({ "created_by": owner, "api_key_id": key_id })),
    ] {
        let event = story.entries[name][0]["subject"]["id"].as_str().unwrap();
        story.tells(name, &[(&ana_herself, "event.deleted", of("event", event), details)]);
    }
}
