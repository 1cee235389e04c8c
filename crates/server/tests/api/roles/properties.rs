//! Which members may be written, and which may be read: those of the document, and no other.

use serde_json::{Value, json};

use super::{
    WHO,
    cast::{Body, Cast, HIDDEN, body},
};
use crate::support::{
    TestApp,
    operations::{Operation, operations},
};

/// What the service itself decides, and what somebody might hope that it takes all the same.
const NOT_FOR_CLIENTS: [&str; 20] = [
    "id",
    "created_at",
    "updated_at",
    "created_by",
    "owner",
    "version",
    "revision",
    "registered",
    "waitlisted",
    "views",
    "forecast",
    "position",
    "state",
    "role",
    "active",
    "scopes",
    "is_admin",
    "password_hash",
    "__proto__",
    "anything_else",
];

#[tokio::test]
async fn nothing_is_taken_that_is_not_for_clients_to_say() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let cast = Cast::of(&app).await;
    let [.., admin, _] = &cast.clients;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for operation in operations(&app).await {
        let Body::Json(valid) = body(&operation, "admin") else { continue };
        let known = operation.body_members();
        for member in NOT_FOR_CLIENTS.into_iter().filter(|member| !known.contains(*member)) {
            let (mut misfit, pointer) = (valid.clone(), format!("/{member}"));
            let (object, pointer) = match &mut misfit {
                Value::Array(items) => (items[0].as_object_mut().unwrap(), format!("/0{pointer}")),
                object => (object.as_object_mut().unwrap(), pointer),
            };
            object.insert(member.to_owned(), json!("admin"));
            // A name of its own: one that is taken would be refused for that.
            let who = format!("a{tried}");
            let answer = cast.call_with(&app, &operation, admin, &who, Body::Json(misfit)).await;
            tried += 1;
            if answer.misfit() != Some((&*pointer, "unknown_field")) {
                wrong.push(format!("{} with {member}: {} {}", operation.name(), answer.status, answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 150, "only {tried}");
}

/// Words that no member is called by, wherever it stands, unless it is given out on purpose, once.
const SECRET: [&str; 4] = ["hash", "secret", "password", "token"];

#[tokio::test]
async fn nothing_is_shown_that_the_document_does_not_list() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let cast = Cast::of(&app).await;
    let (mut wrong, mut seen) = (Vec::new(), 0);
    // The document itself holds whatever it has to say.
    let documented = |operation: &Operation| operation.template != "/openapi.json";
    for operation in operations(&app).await.into_iter().filter(documented) {
        for (client, who) in cast.clients.iter().zip(WHO) {
            let answer = cast.call(&app, &operation, client, who).await;
            let name = format!("{} as {who}", operation.name());
            for member in operation.undocumented(answer.status, &answer.json) {
                wrong.push(format!("{name}: {member} is not documented for {}", answer.status));
            }
            let mut members = Vec::new();
            collect(&answer.json, &mut members);
            seen += members.len();
            // Tokens are what one asks for there.
            let hands_out = operation.template == "/api/v1/auth/token";
            for member in members.iter().filter(|member| SECRET.iter().any(|word| member.contains(word))) {
                if !hands_out {
                    wrong.push(format!("{name}: {member}"));
                }
            }
            let may_see_people = ["owner", "admin"].contains(&who);
            for address in [HIDDEN, "owner@example.com", "stranger@example.com"] {
                let own = address.strip_prefix(who).is_some_and(|rest| rest.starts_with('@'));
                if answer.text.contains(address) && !may_see_people && !own {
                    wrong.push(format!("{name}: shows {address}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 2_000, "only {seen} members");
}

/// The names of all members, at any depth.
fn collect(json: &Value, members: &mut Vec<String>) {
    match json {
        Value::Object(object) => {
            for (name, value) in object {
                members.push(name.to_lowercase());
                collect(value, members);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, members)),
        _ => {}
    }
}
