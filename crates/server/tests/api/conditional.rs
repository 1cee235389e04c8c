//! Conditional requests: nobody's edit is lost, and nobody reads what is known already.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

#[tokio::test]
async fn of_fifty_patches_with_one_etag_one_wins() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let patches = (1..=50).map(|n| {
        let (ana, event) = (&ana, &event);
        async move {
            let patch = json!({"capacity": n});
            ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &patch).await
        }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(patches).await.into_iter().partition(|a| a.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 49));
    for answer in lost {
        assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{answer:?}");
    }
    let now = ana.get(&event.path).await;
    assert_eq!((&now.json["version"], &now.json["capacity"]), (&json!(2), &won[0].json["capacity"]));
    assert_eq!(now.header("etag"), won[0].header("etag"));
}

#[tokio::test]
async fn of_fifty_patches_without_if_match_every_one_that_is_confirmed_counts() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let patches = (1..=50).map(|n| {
        let (ana, event) = (&ana, &event);
        async move { ana.patch(&event.path, &json!({"capacity": n})).await }
    });
    let answers = join_all(patches).await;
    let versions: Vec<i64> =
        answers.iter().filter(|a| a.status == 200).map(|a| a.json["version"].as_i64().unwrap()).collect();
    for answer in answers.iter().filter(|a| a.status != 200) {
        assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{answer:?}");
    }
    let edits = i64::try_from(versions.len()).unwrap();
    assert!(edits >= 1, "somebody always gets on");
    assert_eq!(versions.into_iter().collect::<BTreeSet<_>>(), (2..=1 + edits).collect(), "each is an edit");
    let now = ana.get(&event.path).await.json;
    assert_eq!(now["version"], 1 + edits);
    let last = answers.iter().find(|a| a.json["version"] == now["version"]).unwrap();
    assert_eq!(now["capacity"], last.json["capacity"]);
}

#[tokio::test]
async fn edits_of_different_members_at_the_same_moment_are_both_kept() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for round in 1..=30 {
        let (title, city) =
            (json!({"title": format!("Baile {round}")}), json!({"city": format!("City {round}")}));
        let (first, second) = tokio::join!(ana.patch(&event.path, &title), ana.patch(&event.path, &city));
        assert_eq!((first.status, second.status), (200, 200), "round {round}");
        let now = ana.get(&event.path).await.json;
        assert_eq!((&now["title"], &now["city"]), (&title["title"], &city["city"]), "round {round}");
    }
}

/// Sends `If-None-Match` once for each value.
async fn ask(app: &TestApp, path: &str, known: &[&str]) -> Answer {
    let ana = app.sign_in("ana").await;
    let request = known.iter().fold(ana.request(Method::GET, path), |r, tag| r.header("if-none-match", *tag));
    Answer::of(request).await
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = [ana.make_event(&an_event("Baile")).await.path, ana.make_venue(&a_venue("Salão")).await.path];
    for path in &made {
        for (case, tags, known) in [
            ("the tag", &["\"1.0\""][..], true),
            ("weak", &["W/\"1.0\""], true),
            ("in a list", &["\"9.9\", W/\"8.8\" ,\"1.0\""], true),
            ("in several headers", &["\"9.9\"", "\"1.0\""], true),
            ("anything", &["*"], true),
            ("another version", &["\"2.0\""], false),
            ("another revision", &["\"1.1\""], false),
            ("without quotes", &["1.0"], false),
            ("the version alone", &["\"1\""], false),
            ("nothing", &[""], false),
        ] {
            let answer = ask(&app, path, tags).await;
            assert_eq!(answer.status, if known { 304 } else { 200 }, "{case} of {path}");
            assert_eq!(answer.text.is_empty(), known, "{case} of {path}");
            assert_eq!(answer.header("etag"), "\"1.0\"", "{case} of {path}");
        }
    }
}

#[tokio::test]
async fn if_match_names_what_may_be_written_over() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (case, tags, matches) in [
        ("the tag", &["\"1.0\""][..], true),
        ("another revision of the version", &["\"1.7\""], true),
        ("in a list", &["\"9.9\" , \"1.0\""], true),
        ("in several headers", &["\"9.9\"", "\"1.0\""], true),
        ("anything", &["*"], true),
        ("another version", &["\"2.0\""], false),
        ("several others", &["\"2.0\", \"3.0\""], false),
        ("weak: compared strongly", &["W/\"1.0\""], false),
        ("without quotes", &["1.0"], false),
        ("no tag of ours", &["\"abc\""], false),
        ("too large a number", &["\"99999999999999999999.0\""], false),
    ] {
        for (method, body) in [
            (Method::PUT, an_event("Baile")),
            (Method::PATCH, json!({"capacity": 5})),
            (Method::DELETE, Value::Null),
        ] {
            let event = ana.make_event(&an_event("Baile")).await;
            let request = ana.request(method.clone(), &event.path);
            let request = tags.iter().fold(request, |r, tag| r.header("if-match", *tag));
            let answer = Answer::of(if body.is_null() { request } else { request.json(&body) }).await;
            if matches {
                assert!(answer.status < 300, "{method}, {case}: {answer:?}");
            } else {
                assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{method}, {case}");
                assert_eq!(ana.etag(&event.path).await, event.etag, "{method}, {case}: it is untouched");
            }
        }
    }
}

/// RFC 9110 §13.2.1: preconditions are for requests that would be granted without them.
#[tokio::test]
async fn a_stale_edit_of_somebody_who_may_not_is_forbidden() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let (rui, eva) = (app.editor("rui").await, app.viewer("eva").await);
    for (case, client, path, body, code) in [
        ("another editor", &rui, &event.path, an_event("Baile"), "not_owner"),
        ("a viewer", &eva, &event.path, an_event("Baile"), "insufficient_scope"),
        ("a viewer at a venue", &eva, &venue.path, a_venue("Salão"), "insufficient_scope"),
    ] {
        for (method, body) in
            [(Method::PUT, body), (Method::PATCH, json!({"capacity": 9})), (Method::DELETE, Value::Null)]
        {
            let answer = client.send(method.clone(), path, ("if-match", "\"7.0\""), &body).await;
            assert_eq!((answer.status, answer.code()), (403, code), "{method} by {case}");
        }
    }
}

#[tokio::test]
async fn of_two_deletions_at_the_same_moment_one_is_done() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for round in 0..20 {
        let event = ana.make_event(&an_event("Baile")).await;
        let (first, second) = tokio::join!(ana.delete(&event.path), ana.delete(&event.path));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 404], "round {round}");
    }
}

#[tokio::test]
async fn a_stale_edit_that_is_invalid_too_is_stale_first() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let rule_broken = json!({"venue_id": "00000000-0000-7000-8000-000000000000"});
    let answer = ana.send(Method::PATCH, &event.path, ("if-match", "\"7.0\""), &rule_broken).await;
    assert_eq!((answer.status, answer.code()), (412, "precondition_failed"));
}

#[tokio::test]
async fn the_etag_changes_exactly_when_what_is_seen_changes() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let other_venue = ana.make_venue(&a_venue("Outro")).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    let other = ana.make_event(&an_event("other")).await;
    let nothing = Value::Null;
    let mut tag = event.etag.clone();
    for (case, method, path, body, status, version, revision) in [
        ("read", Method::GET, &event.path, nothing.clone(), 200, false, false),
        ("asked about", Method::HEAD, &event.path, nothing.clone(), 200, false, false),
        ("patched", Method::PATCH, &event.path, json!({"title": "Gala"}), 200, true, true),
        ("patched in vain", Method::PATCH, &event.path, json!({"title": ""}), 422, false, false),
        ("its venue edited", Method::PATCH, &venue.path, json!({"capacity": 99}), 200, false, true),
        ("its venue not deleted", Method::DELETE, &venue.path, nothing.clone(), 409, false, false),
        ("another venue edited", Method::PATCH, &other_venue.path, json!({"capacity": 9}), 200, false, false),
        ("another event edited", Method::PATCH, &other.path, json!({"title": "x"}), 200, false, false),
        ("another event deleted", Method::DELETE, &other.path, nothing, 204, false, false),
        ("replaced", Method::PUT, &event.path, an_event("Baile"), 200, true, true),
        ("its former venue edited", Method::PATCH, &venue.path, json!({"capacity": 98}), 200, false, false),
    ] {
        let answer = ana.send(method, path, ("accept", "*/*"), &body).await;
        assert_eq!(answer.status, status, "{case}: {answer:?}");
        let now = ana.etag(&event.path).await;
        let parts = |tag: &str| {
            let (version, revision) = tag.trim_matches('"').split_once('.').unwrap();
            [version, revision].map(|part| part.parse::<i64>().unwrap())
        };
        let ([v0, r0], [v1, r1]) = (parts(&tag), parts(&now));
        assert_eq!((v1 - v0, r1 - r0), (i64::from(version), i64::from(revision)), "{case}: {tag} to {now}");
        tag = now;
    }
}

#[tokio::test]
async fn a_written_etag_is_the_one_that_is_read() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    for body in
        [json!({"title": "Gala"}), json!({"venue_id": null}), json!({"venue_id": venue.id()}), json!({})]
    {
        ana.patch(&venue.path, &json!({"capacity": 90})).await;
        let written = ana.patch(&event.path, &body).await;
        let read = ana.get(&event.path).await;
        assert_eq!(written.header("etag"), read.header("etag"), "{body}");
        assert_eq!(written.json, read.json, "{body}");
    }
}

#[tokio::test]
async fn a_patch_of_nothing_is_an_edit_that_changes_nothing_else() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"tags": ["a"], "capacity": 7}))).await;
    let answer = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let edited = json!({"version": 2, "updated_at": answer.json["updated_at"]});
    assert_eq!(answer.json, with(&event.json, &edited));
}

#[tokio::test]
async fn lists_have_no_entity_tag() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let list = ana.send(Method::GET, EVENTS, ("if-none-match", "*"), &Value::Null).await;
    assert_eq!((list.status, list.headers.get("etag")), (200, None));
}
