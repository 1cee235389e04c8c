//! Events: their whole life, who may touch them, and what venues allow.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp,
    given::{EVENTS, a_booking, a_venue, an_event, with},
};

/// What organisers decide about an event, of all that an answer shows.
fn decided(answer: &Value) -> Value {
    let mut decided = answer.clone();
    let members = decided.as_object_mut().unwrap();
    let counted =
        ["id", "registered", "waitlisted", "views", "created_by", "version", "created_at", "updated_at"];
    for shown in counted {
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

#[tokio::test]
async fn a_draft_is_for_its_owner_and_admins_only() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let draft = ana.make_event(&with(&an_event("secret"), &json!({"status": "draft"}))).await;
    for reader in [&ana, &app.admin().await] {
        assert_eq!(reader.get(&draft.path).await.status, 200);
        assert_eq!(reader.get(EVENTS).await.each("title"), ["secret"]);
    }
    for (who, other) in [("another editor", app.editor("rui").await), ("a viewer", app.viewer("eva").await)] {
        for (method, body) in [
            (Method::GET, Value::Null),
            (Method::PUT, an_event("mine")),
            (Method::PATCH, json!({"title": "mine"})),
            (Method::DELETE, Value::Null),
        ] {
            let answer = other.send(method.clone(), &draft.path, ("accept", "*/*"), &body).await;
            assert_eq!((answer.status, answer.code()), (404, "not_found"), "{method} by {who}");
        }
        for query in ["total=true", "total=true&status=draft", "total=true&q=secret"] {
            let list = other.get(&format!("{EVENTS}?{query}")).await;
            assert_eq!((list.each("title"), &list.json["total"]), (vec![], &json!(0)), "{query} by {who}");
        }
    }
}

#[tokio::test]
async fn an_event_is_changed_by_its_owner_and_admins_only() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let (rui, eva, admin) = (app.editor("rui").await, app.viewer("eva").await, app.admin().await);
    for (method, body) in [
        (Method::PUT, an_event("Baile")),
        (Method::PATCH, json!({"capacity": 5})),
        (Method::DELETE, Value::Null),
    ] {
        for (who, client, expected) in
            [("another editor", &rui, (403, "not_owner")), ("a viewer", &eva, (403, "insufficient_scope"))]
        {
            let answer = client.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
            assert_eq!((answer.status, answer.code()), expected, "{method} by {who}");
        }
        let done = admin.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method} by an admin: {done:?}");
        if method != Method::DELETE {
            assert_eq!(done.json["created_by"], event.json["created_by"], "it stays its owner's");
        }
    }
}

#[tokio::test]
async fn the_scope_to_write_is_enough_to_write() {
    let app = TestApp::start();
    let event = app.editor("ana").await.make_event(&an_event("Baile")).await;
    let grant = [
        ("grant_type", "password"),
        ("username", "ana"),
        ("password", TestApp::PASSWORD),
        ("scope", "events:write"),
    ];
    let token = app.anonymous().post_form("/api/v1/auth/token", &grant).await;
    let writer = app.anonymous().with_token(token.json["access_token"].as_str().unwrap());
    let refused = writer.get(&event.path).await;
    assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "to read");
    for (method, body) in [
        (Method::PUT, an_event("Baile")),
        (Method::PATCH, json!({"capacity": 5})),
        (Method::DELETE, Value::Null),
    ] {
        let done = writer.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method}: {done:?}");
    }
}

#[tokio::test]
async fn what_was_announced_does_not_become_a_draft_again() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (from, to, allowed) in [
        ("draft", "draft", true),
        ("draft", "published", true),
        ("draft", "cancelled", true),
        ("published", "draft", false),
        ("published", "published", true),
        ("published", "cancelled", true),
        ("cancelled", "draft", false),
        ("cancelled", "published", true),
        ("cancelled", "cancelled", true),
    ] {
        let title = format!("{from} to {to}");
        let event = ana.make_event(&with(&an_event(&title), &json!({"status": from}))).await;
        let expected = if allowed { (200, "") } else { (409, "invalid_status_change") };
        for answer in [
            ana.patch(&event.path, &json!({"status": to})).await,
            ana.put(&event.path, &with(&an_event(&title), &json!({"status": to}))).await,
        ] {
            assert_eq!((answer.status, answer.code()), expected, "{title}");
        }
        let now = if allowed { to } else { from };
        assert_eq!(ana.get(&event.path).await.json["status"], now, "{title}");
    }
}

#[tokio::test]
async fn a_venue_holds_one_published_event_at_a_time() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    ana.make_event(&a_booking("first", &here, 10, "20:00", "22:00")).await;
    let at = |from, to| a_booking("second", &here, 10, from, to);
    for (case, body, fits) in [
        ("the same time", at("20:00", "22:00"), false),
        ("inside", at("20:30", "21:30"), false),
        ("around", at("19:00", "23:00"), false),
        ("into its beginning", at("19:00", "20:01"), false),
        ("into its end", at("21:59", "23:00"), false),
        ("up to its beginning", at("19:00", "20:00"), true),
        ("from its end on", at("22:00", "23:00"), true),
        ("another day", a_booking("second", &here, 11, "20:00", "22:00"), true),
        ("another venue", a_booking("second", &there, 10, "20:00", "22:00"), true),
        ("a draft", with(&at("20:00", "22:00"), &json!({"status": "draft"})), true),
        ("cancelled", with(&at("20:00", "22:00"), &json!({"status": "cancelled"})), true),
        ("without an end", with(&at("20:00", "22:00"), &json!({"ends_at": null})), true),
    ] {
        let answer = ana.post(EVENTS, &body).await;
        let expected = if fits { (201, "") } else { (409, "venue_double_booked") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
        if fits {
            assert_eq!(ana.delete(answer.header("location")).await.status, 204, "{case}");
        }
    }
}

#[tokio::test]
async fn no_edit_leads_to_a_double_booking() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    ana.make_event(&a_booking("first", &here, 10, "20:00", "22:00")).await;
    let same_time = a_booking("second", &here, 10, "20:00", "22:00");
    for (case, body, edit) in [
        ("published", with(&same_time, &json!({"status": "draft"})), json!({"status": "published"})),
        ("taken up again", with(&same_time, &json!({"status": "cancelled"})), json!({"status": "published"})),
        ("moved there", a_booking("second", &there, 10, "20:00", "22:00"), json!({"venue_id": here.id()})),
        (
            "moved in time",
            a_booking("second", &here, 10, "17:00", "19:00"),
            json!({"ends_at": "2131-03-10T20:00:00.000001Z"}),
        ),
        (
            "given an end",
            with(&same_time, &json!({"ends_at": null})),
            json!({"ends_at": "2131-03-10T21:00:00Z"}),
        ),
    ] {
        let event = ana.make_event(&body).await;
        let refused = ana.patch(&event.path, &edit).await;
        assert_eq!((refused.status, refused.code()), (409, "venue_double_booked"), "{case}");
        assert_eq!(ana.get(&event.path).await.json, event.json, "{case}: nothing is half-written");
        assert_eq!(ana.delete(&event.path).await.status, 204);
    }
}

#[tokio::test]
async fn a_published_event_may_move_within_its_own_time() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 10, "20:00", "22:00")).await;
    let moved = ana.put(&event.path, &a_booking("Baile", &venue, 10, "21:00", "23:00")).await;
    assert_eq!(moved.status, 200, "{moved:?}");
}

#[tokio::test]
async fn of_two_that_publish_at_the_same_moment_one_gets_the_venue() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let venue = ana.make_venue(&a_venue("Salão")).await;
    for round in 0..50_u8 {
        let (day, from, to) = match (round % 25 + 1, round / 25) {
            (day, 0) => (day, "10:00", "12:00"),
            (day, _) => (day, "20:00", "22:00"),
        };
        let draft = with(&a_booking("Baile", &venue, day, from, to), &json!({"status": "draft"}));
        let (hers, his) = (ana.make_event(&draft).await, rui.make_event(&draft).await);
        let publish = json!({"status": "published"});
        let (first, second) = tokio::join!(ana.patch(&hers.path, &publish), rui.patch(&his.path, &publish));
        let mut outcome = [(first.status, first.code()), (second.status, second.code())];
        outcome.sort_unstable();
        assert_eq!(outcome, [(200, ""), (409, "venue_double_booked")], "round {round}");
    }
    let published = ana.get(&format!("{EVENTS}?status=published&total=true&limit=1")).await;
    assert_eq!(published.json["total"], 50);
}

#[tokio::test]
async fn an_event_holds_no_more_than_its_venue() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = ana.make_venue(&a_venue("for 100")).await;
    for (case, members, fits) in [
        ("what the venue holds", json!({"venue_id": hall.id(), "capacity": 100}), true),
        ("one more", json!({"venue_id": hall.id(), "capacity": 101}), false),
        ("whatever the venue holds", json!({"venue_id": hall.id(), "capacity": null}), true),
        ("as many as it likes without a venue", json!({"capacity": 1_000_000}), true),
        ("nobody", json!({"capacity": 0}), false),
        ("less than nobody", json!({"capacity": -1}), false),
        ("more than there is room for anywhere", json!({"capacity": 1_000_001}), false),
    ] {
        let answer = ana.post(EVENTS, &with(&an_event(case), &members)).await;
        if fits {
            assert_eq!((answer.status, &answer.json["capacity"]), (201, &members["capacity"]), "{case}");
        } else {
            assert_eq!(answer.pointers(), ["/capacity"], "{case}");
        }
    }
}

#[tokio::test]
async fn an_event_cannot_move_to_a_venue_that_is_too_small() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let small = ana.make_venue(&with(&a_venue("for 20"), &json!({"capacity": 20}))).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"capacity": 50}))).await;
    let refused = ana.patch(&event.path, &json!({"venue_id": small.id()})).await;
    assert_eq!(refused.pointers(), ["/capacity"]);
    assert_eq!(refused.json["errors"][0]["code"], "capacity_above_venue");
    let moved = ana.patch(&event.path, &json!({"venue_id": small.id(), "capacity": null})).await;
    assert_eq!((moved.status, &moved.json["venue"]["id"]), (200, &json!(small.id())), "{moved:?}");
}

#[tokio::test]
async fn a_venue_that_is_not_there_is_pointed_at() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let nowhere = json!({"venue_id": "00000000-0000-7000-8000-000000000000"});
    let event = ana.make_event(&an_event("Baile")).await;
    let refused: [Answer; 3] = [
        ana.post(EVENTS, &with(&an_event("Baile"), &nowhere)).await,
        ana.put(&event.path, &with(&an_event("Baile"), &nowhere)).await,
        ana.patch(&event.path, &nowhere).await,
    ];
    for answer in &refused {
        assert_eq!(answer.pointers(), ["/venue_id"]);
        assert_eq!(answer.json["errors"][0]["code"], "unknown_venue");
    }
    assert_eq!(ana.get(EVENTS).await.each("id"), [event.id()], "nothing was made or changed");
    assert_eq!(ana.get(&event.path).await.header("etag"), event.etag);
}
