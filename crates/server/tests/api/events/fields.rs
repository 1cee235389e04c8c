//! What goes in comes out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

/// What organisers decide about an event, of all that an answer shows.
fn decided(answer: &Value) -> Value {
    let mut decided = answer.clone();
    let members = decided.as_object_mut().unwrap();
    let others = [
        "id",
        "registered",
        "waitlisted",
        "views",
        "forecast",
        "created_by",
        "version",
        "created_at",
        "updated_at",
    ];
    for shown in others {
        assert!(members.remove(shown).is_some(), "{shown} is not shown: {answer}");
    }
    decided
}

#[tokio::test]
async fn a_new_event_says_where_it_is_and_takes_defaults() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let least = json!({"title": "Baile", "starts_at": "2131-03-14T22:00:00Z", "city": "Recife"});
    let answer = ana.post(EVENTS, &least).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("location"), format!("{EVENTS}/{}", answer.json["id"].as_str().unwrap()));
    assert_eq!(answer.header("etag"), "\"1.0\"");
    let defaults = json!({
        "description": "", "status": "draft", "ends_at": null, "time_zone": "UTC", "tags": [], "venue": null,
        "capacity": null,
    });
    assert_eq!(decided(&answer.json), with(&least, &defaults));
    let me = ana.get("/api/v1/users/me").await;
    assert_eq!(answer.json["created_by"], me.json["id"]);
    assert_eq!(answer.json["created_at"], answer.json["updated_at"]);
    for (member, value) in [("version", 1), ("registered", 0), ("waitlisted", 0), ("views", 0)] {
        assert_eq!(answer.json[member], value, "{member}");
    }
}

/// Every member at the edge of what it may be.
fn everything(venue_id: &str) -> Value {
    json!({
        "title": "Ação! Ελληνικά 日本語 \u{1F389} \"c++\" 'x' \\ </script> %s ; DROP",
        "description": format!("first\n\tsecond\r\n{}", "\u{E7}".repeat(9_985)),
        "status": "published",
        "starts_at": "2131-03-14T22:00:00.123456Z",
        "ends_at": "9999-12-31T23:59:59.999999Z",
        "time_zone": "America/Argentina/ComodRivadavia",
        "city": "São João del-Rei",
        "tags": ["c++", "música", "日本", "a b", "A-b", "\u{1F389}", "x:y", "\"q\"", "*", "0".repeat(30)],
        "venue_id": venue_id,
        "capacity": 100,
    })
}

/// A body as an answer shows it: the venue in full.
fn shown(body: &Value, venue: &Value) -> Value {
    let mut shown = body.clone();
    let members = shown.as_object_mut().unwrap();
    members.remove("venue_id");
    let summary = ["id", "name", "city", "capacity"].map(|member| (member.to_owned(), venue[member].clone()));
    members.insert("venue".to_owned(), Value::Object(summary.into_iter().collect()));
    shown
}

#[tokio::test]
async fn every_field_comes_back_exactly_as_it_went_in() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let body = everything(venue.id());
    assert_eq!(body["description"].as_str().unwrap().chars().count(), 10_000);
    let made = ana.make_event(&body).await;
    assert_eq!(decided(&made.json), shown(&body, &venue.json));
    let found = ana.get(&made.path).await;
    assert_eq!((found.status, &found.json), (200, &made.json));
    assert_eq!(ana.get(EVENTS).await.json["items"][0], with(&made.json, &json!({"views": 0})));
}

#[tokio::test]
async fn times_are_told_in_utc_to_the_microsecond() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (case, sent, kept) in [
        ("whole seconds", "2131-03-14T22:00:00Z", "2131-03-14T22:00:00Z"),
        ("an offset", "2131-03-14T23:30:00-03:00", "2131-03-15T02:30:00Z"),
        ("an offset with minutes", "2131-03-14T05:44:59.5+05:45", "2131-03-13T23:59:59.500Z"),
        ("microseconds", "2131-03-14T22:00:00.000001Z", "2131-03-14T22:00:00.000001Z"),
        ("nanoseconds, truncated", "2131-03-14T22:00:00.123456999Z", "2131-03-14T22:00:00.123456Z"),
        ("small letters", "2131-03-14t22:00:00z", "2131-03-14T22:00:00Z"),
        ("the first instant", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("the last instant", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ] {
        let made = ana.make_event(&with(&an_event(case), &json!({"starts_at": sent}))).await;
        assert_eq!(made.json["starts_at"], kept, "{case}");
        assert_eq!(ana.get(&made.path).await.json["starts_at"], kept, "{case}, read again");
    }
}

#[tokio::test]
async fn outer_white_space_is_trimmed_and_inner_is_kept() {
    let app = TestApp::start();
    let padded = json!({
        "title": " \u{a0}Baile  de  gala\t", "description": "\n one\n\n\ttwo \n", "city": " Recife\n", "tags": [" a  b "],
    });
    let made = app.editor("ana").await.make_event(&with(&an_event("x"), &padded)).await;
    let trimmed = [made.json["title"].clone(), made.json["description"].clone(), made.json["city"].clone()];
    assert_eq!(trimmed, ["Baile  de  gala", "one\n\n\ttwo", "Recife"]);
    assert_eq!(made.json["tags"], json!(["a  b"]));
}

#[tokio::test]
async fn a_tag_counts_once_in_its_first_spelling() {
    let app = TestApp::start();
    let tags = json!(["Música", "rust", "MUSICA", "musica", "Rust"]);
    let made = app.editor("ana").await.make_event(&with(&an_event("x"), &json!({"tags": tags}))).await;
    assert_eq!(made.json["tags"], json!(["Música", "rust"]));
}

#[tokio::test]
async fn put_replaces_all_of_an_event() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let made = ana.make_event(&everything(venue.id())).await;
    let answer = ana.put(&made.path, &an_event("Baile")).await;
    assert_eq!((answer.status, answer.json["version"].as_i64()), (200, Some(2)), "{answer:?}");
    let defaults = json!({
        "description": "", "ends_at": null, "time_zone": "UTC", "tags": [], "venue": null, "capacity": null,
    });
    assert_eq!(decided(&answer.json), with(&an_event("Baile"), &defaults), "nothing of before is left");
    for kept in ["id", "created_by", "created_at"] {
        assert_eq!(answer.json[kept], made.json[kept], "{kept}");
    }
    let found = ana.get(&made.path).await;
    assert_eq!(found.json, answer.json);
    assert_eq!(found.header("etag"), answer.header("etag"));
}

#[tokio::test]
async fn a_deleted_event_is_gone() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_event(&with(&an_event("Baile"), &json!({"tags": ["gala"]}))).await;
    assert_eq!(ana.delete(&made.path).await.status, 204);
    for (method, body) in [
        (Method::GET, Value::Null),
        (Method::PUT, an_event("Baile")),
        (Method::PATCH, json!({"title": "x"})),
        (Method::DELETE, Value::Null),
    ] {
        let answer = ana.send(method.clone(), &made.path, ("accept", "*/*"), &body).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{method}");
    }
    for query in ["", "?q=baile", "?tag=gala"] {
        assert_eq!(ana.get(&format!("{EVENTS}{query}")).await.json["items"], json!([]), "{query}");
    }
}
