//! What goes in comes out.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{VENUES, a_venue, with},
};

fn everything() -> Value {
    json!({
        "name": "Teatro de Santa Isabel \u{1F3AD}",
        "type": "theatre",
        "capacity": 570,
        "accessible": true,
        "address": "Praça da República, s/n",
        "city": "Recife",
        "latitude": -8.061_512_34,
        "longitude": -34.878_5,
    })
}

/// What people decide about a venue, of all that an answer shows.
fn decided(answer: &Value) -> Value {
    let mut decided = answer.clone();
    let members = decided.as_object_mut().unwrap();
    for shown in ["id", "version", "created_at", "updated_at"] {
        assert!(members.remove(shown).is_some(), "{shown} is not shown: {answer}");
    }
    decided
}

#[tokio::test]
async fn a_new_venue_says_where_it_is_and_takes_defaults() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let answer = ana.post(VENUES, &a_venue("Salão")).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("location"), format!("{VENUES}/{}", answer.json["id"].as_str().unwrap()));
    assert_eq!(answer.header("etag"), "\"1.0\"");
    let defaults = json!({"accessible": false, "address": null, "latitude": null, "longitude": null});
    assert_eq!(decided(&answer.json), with(&a_venue("Salão"), &defaults));
    assert_eq!(answer.json["version"], 1);
    assert_eq!(answer.json["created_at"], answer.json["updated_at"]);
}

#[tokio::test]
async fn every_field_comes_back_as_it_went_in() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&everything()).await;
    assert_eq!(decided(&made.json), everything());
    let found = ana.get(&made.path).await;
    assert_eq!((found.status, &found.json), (200, &made.json));
    assert_eq!(found.header("etag"), made.etag);
}

#[tokio::test]
async fn outer_white_space_is_trimmed() {
    let app = TestApp::start();
    let padded = json!({"name": " \tSalão\u{a0}", "city": "\nOlinda ", "address": " Rua do Sol, 1 "});
    let made = app.editor("ana").await.make_venue(&with(&everything(), &padded)).await;
    let trimmed = json!({"name": "Salão", "city": "Olinda", "address": "Rua do Sol, 1"});
    assert_eq!(decided(&made.json), with(&everything(), &trimmed));
}

#[tokio::test]
async fn put_replaces_all_of_a_venue() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&everything()).await;
    let answer = ana.put(&made.path, &a_venue("Salão")).await;
    assert_eq!((answer.status, answer.header("etag")), (200, "\"2.0\""), "{answer:?}");
    let defaults = json!({"accessible": false, "address": null, "latitude": null, "longitude": null});
    assert_eq!(decided(&answer.json), with(&a_venue("Salão"), &defaults), "nothing of before is left");
    assert_eq!(answer.json["created_at"], made.json["created_at"]);
    assert_eq!(ana.get(&made.path).await.json, answer.json);
}

#[tokio::test]
async fn null_in_a_patch_takes_the_default_where_there_is_one() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&everything()).await;
    let forgotten = json!({"accessible": null, "address": null, "latitude": null, "longitude": null});
    let answer = ana.patch(&made.path, &forgotten).await;
    let defaults = json!({"accessible": false, "address": null, "latitude": null, "longitude": null});
    assert_eq!((answer.status, decided(&answer.json)), (200, with(&everything(), &defaults)), "{answer:?}");
    for required in ["name", "type", "capacity", "city"] {
        let refused = ana.patch(&made.path, &json!({required: null})).await;
        assert_eq!(refused.pointers(), [format!("/{required}")]);
    }
    let half = ana.patch(&made.path, &json!({"latitude": 1.0})).await;
    assert_eq!(half.pointers(), ["/longitude"], "one coordinate alone is nowhere");
}
