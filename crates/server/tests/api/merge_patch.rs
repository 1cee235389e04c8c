//! JSON Merge Patch (RFC 7396) of events and venues.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp,
    given::{Made, a_venue, an_event, with},
};

#[tokio::test]
async fn both_media_types_of_a_patch_are_taken_and_no_other() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = [ana.make_event(&an_event("Baile")).await.path, ana.make_venue(&a_venue("Salão")).await.path];
    for path in &made {
        for (media_type, taken) in [
            (Some("application/merge-patch+json"), true),
            (Some("application/json"), true),
            (Some("application/json; charset=utf-8"), true),
            (Some("Application/Merge-Patch+JSON"), true),
            (Some("application/json-patch+json"), false),
            (Some("text/plain"), false),
            (Some("application/x-www-form-urlencoded"), false),
            (Some("nonsense"), false),
            (None, false),
        ] {
            let request = ana.request(Method::PATCH, path).body("{\"capacity\": 9}");
            let request = media_type.into_iter().fold(request, |r, value| r.header("content-type", value));
            let answer = Answer::of(request).await;
            if taken {
                assert_eq!((answer.status, &answer.json["capacity"]), (200, &json!(9)), "{media_type:?}");
            } else {
                assert_eq!((answer.status, answer.code()), (415, "unsupported_media_type"), "{media_type:?}");
                let patches = "application/merge-patch+json, application/json";
                assert_eq!(answer.header("accept-patch"), patches, "{media_type:?}");
            }
        }
    }
}

/// An event that has all that can be left out.
async fn a_full_event(app: &TestApp) -> Made {
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let members = json!({
        "description": "Talks", "status": "draft", "ends_at": "2131-03-14T23:00:00Z", "time_zone": "America/Recife",
        "tags": ["a", "b"], "venue_id": venue.id(), "capacity": 50,
    });
    ana.make_event(&with(&an_event("Baile"), &members)).await
}

#[tokio::test]
async fn what_a_patch_does_not_name_stays() {
    let app = TestApp::start();
    let made = a_full_event(&app).await;
    let ana = app.sign_in("ana").await;
    for (version, (member, value)) in (2..).zip([
        ("title", json!("Gala")),
        ("description", json!("More talks")),
        ("starts_at", json!("2131-03-14T21:30:00Z")),
        ("ends_at", json!("2131-03-15T01:00:00Z")),
        ("time_zone", json!("Europe/Lisbon")),
        ("city", json!("Olinda")),
        ("tags", json!(["c"])),
        ("capacity", json!(40)),
        ("status", json!("published")),
    ]) {
        let before = ana.get(&made.path).await.json;
        let answer = ana.patch(&made.path, &json!({member: value})).await;
        assert_eq!(answer.status, 200, "{member}: {answer:?}");
        let changed = json!({
            member: value, "version": version, "updated_at": answer.json["updated_at"], "views": answer.json["views"],
        });
        assert_eq!(answer.json, with(&before, &changed), "{member}");
    }
}

#[tokio::test]
async fn null_takes_the_default() {
    let app = TestApp::start();
    let made = a_full_event(&app).await;
    let ana = app.sign_in("ana").await;
    for (member, default) in [
        ("description", json!("")),
        ("status", json!("draft")),
        ("ends_at", Value::Null),
        ("time_zone", json!("UTC")),
        ("tags", json!([])),
        ("capacity", Value::Null),
    ] {
        let answer = ana.patch(&made.path, &json!({member: null})).await;
        assert_eq!((answer.status, &answer.json[member]), (200, &default), "{member}");
    }
    let answer = ana.patch(&made.path, &json!({"venue_id": null})).await;
    assert_eq!((answer.status, &answer.json["venue"]), (200, &Value::Null));
}

#[tokio::test]
async fn null_is_refused_where_there_is_no_default() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for required in ["title", "starts_at", "city"] {
        let refused = ana.patch(&event.path, &json!({required: null})).await;
        assert_eq!(refused.pointers(), [format!("/{required}")]);
        assert_eq!(refused.json["errors"][0]["code"], "required");
    }
    let hidden = ana.patch(&event.path, &json!({"status": null})).await;
    assert_eq!((hidden.status, hidden.code()), (409, "invalid_status_change"), "the default is `draft`");
    assert_eq!(ana.etag(&event.path).await, event.etag, "it is untouched");
}

#[tokio::test]
async fn arrays_are_replaced_as_a_whole() {
    let app = TestApp::start();
    let made = a_full_event(&app).await;
    let ana = app.sign_in("ana").await;
    for tags in [json!(["b", "c"]), json!([]), json!(["a"])] {
        let answer = ana.patch(&made.path, &json!({"tags": tags})).await;
        assert_eq!((answer.status, &answer.json["tags"]), (200, &tags));
    }
}

#[tokio::test]
async fn members_that_nobody_decides_are_refused() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let shown = ["id", "version", "created_at", "updated_at", "nonsense"];
    let of_events = ["venue", "registered", "waitlisted", "views", "created_by", "revision"];
    for (path, members) in [(&event.path, [&shown[..], &of_events].concat()), (&venue.path, shown.to_vec())] {
        for member in members {
            for value in [json!(1), json!("x"), Value::Null] {
                let refused = ana.patch(path, &json!({member: value})).await;
                assert_eq!(refused.pointers(), [format!("/{member}")], "{value}");
                assert_eq!(refused.json["errors"][0]["code"], "unknown_field", "{member}: {value}");
            }
        }
    }
}

#[tokio::test]
async fn a_patch_is_an_object() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for patch in [json!([]), json!([{"title": "x"}]), json!("title"), json!(7), json!(true), Value::Null] {
        let answer = Answer::of(ana.request(Method::PATCH, &event.path).json(&patch)).await;
        assert_eq!((answer.pointers(), answer.code()), (vec![""], "validation_failed"), "{patch}");
    }
    for body in ["", "{", "{\"title\": }", "{} {}", "title"] {
        let request = ana.request(Method::PATCH, &event.path).header("content-type", "application/json");
        let answer = Answer::of(request.body(body)).await;
        assert_eq!((answer.status, answer.code()), (400, "malformed_body"), "{body}");
    }
    assert_eq!(ana.etag(&event.path).await, event.etag, "it is untouched");
}

#[tokio::test]
async fn a_patched_event_is_as_valid_as_a_new_one() {
    let app = TestApp::start();
    let made = a_full_event(&app).await;
    let ana = app.sign_in("ana").await;
    for (case, patch, pointer) in [
        ("a wrong type", json!({"title": 7}), "/title"),
        ("a wrong type inside", json!({"tags": ["a", 7]}), "/tags/1"),
        ("an object for text", json!({"city": {"name": "x"}}), "/city"),
        ("too long", json!({"title": "x".repeat(101)}), "/title"),
        ("an end that is now before the start", json!({"starts_at": "2131-03-14T23:30:00Z"}), "/ends_at"),
        ("more than the venue holds", json!({"capacity": 101}), "/capacity"),
    ] {
        let refused = ana.patch(&made.path, &patch).await;
        assert_eq!(refused.pointers(), [pointer], "{case}");
    }
    assert_eq!(ana.etag(&made.path).await, made.etag, "it is untouched");
}
