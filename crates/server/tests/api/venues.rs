//! Venues: their whole life, and what events make of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    given::{EVENTS, VENUES, a_booking, a_venue, an_event, with},
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
async fn a_deleted_venue_is_gone() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&a_venue("Salão")).await;
    assert_eq!(ana.delete(&made.path).await.status, 204);
    for method in [Method::GET, Method::DELETE] {
        let answer = Answer::of(ana.request(method.clone(), &made.path)).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{method}");
    }
    assert_eq!(ana.get(VENUES).await.json["items"], json!([]));
    ana.make_venue(&a_venue("Salão")).await;
}

#[tokio::test]
async fn a_venue_that_was_changed_since_is_not_written_over() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = ana.make_venue(&a_venue("Salão")).await;
    assert_eq!(ana.patch(&made.path, &json!({"capacity": 90})).await.status, 200);
    for (method, body) in [
        (Method::PUT, a_venue("Salão")),
        (Method::PATCH, json!({"capacity": 80})),
        (Method::DELETE, Value::Null),
    ] {
        let stale = ana.send(method.clone(), &made.path, ("if-match", &made.etag), &body).await;
        assert_eq!((stale.status, stale.code()), (412, "precondition_failed"), "{method}");
    }
    let untouched = ana.get(&made.path).await;
    assert_eq!((&untouched.json["capacity"], untouched.header("etag")), (&json!(90), "\"2.0\""));
    let current = ana.send(Method::DELETE, &made.path, ("if-match", "\"2.0\""), &Value::Null).await;
    assert_eq!(current.status, 204, "{current:?}");
}

#[tokio::test]
async fn any_editor_may_change_a_venue_and_no_viewer() {
    let app = TestApp::start();
    let made = app.editor("ana").await.make_venue(&a_venue("Salão")).await;
    let (rui, eva) = (app.editor("rui").await, app.viewer("eva").await);
    for (method, path, body) in [
        (Method::POST, VENUES, a_venue("Outro")),
        (Method::PUT, &made.path, a_venue("Salão")),
        (Method::PATCH, &made.path, json!({"capacity": 90})),
        (Method::DELETE, &made.path, Value::Null),
    ] {
        let refused = eva.send(method.clone(), path, ("accept", "*/*"), &body).await;
        assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "{method} by a viewer");
        let done = rui.send(method.clone(), path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method} by another editor: {done:?}");
    }
}

#[tokio::test]
async fn a_city_has_a_name_once_accents_case_and_spaces_aside() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_venue(&a_venue("Teatro São João")).await;
    for (case, name, city, free) in [
        ("the same", "Teatro São João", "Recife", false),
        ("without accents, in other case", "TEATRO SAO JOAO", "recife", false),
        ("decomposed", "Teatro Sa\u{303}o Joa\u{303}o", "Recife", false),
        ("with more spaces", "Teatro  São   João", "Recife", false),
        ("in another city", "Teatro São João", "Olinda", true),
        ("another name", "Teatro São José", "Recife", true),
    ] {
        let answer = ana.post(VENUES, &with(&a_venue(name), &json!({"city": city}))).await;
        let expected = if free { (201, "") } else { (409, "venue_name_taken") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
    }
}

#[tokio::test]
async fn a_venue_cannot_be_renamed_to_a_taken_name_but_respelled() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_venue(&a_venue("Salão")).await;
    let other = ana.make_venue(&a_venue("Auditório")).await;
    for taken in [
        ana.patch(&other.path, &json!({"name": "salao"})).await,
        ana.put(&other.path, &a_venue("SALÃO")).await,
    ] {
        assert_eq!((taken.status, taken.code()), (409, "venue_name_taken"), "{taken:?}");
    }
    let respelled = ana.patch(&other.path, &json!({"name": "AUDITORIO"})).await;
    assert_eq!((respelled.status, &respelled.json["name"]), (200, &json!("AUDITORIO")), "{respelled:?}");
}

#[tokio::test]
async fn of_two_that_take_one_name_at_the_same_moment_one_gets_it() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let body = a_venue(&format!("Salão {round}"));
        let (first, second) = tokio::join!(ana.post(VENUES, &body), rui.post(VENUES, &body));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "round {round}");
    }
}

#[tokio::test]
async fn a_venue_in_use_cannot_be_deleted() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 1, "20:00", "22:00")).await;
    for status in ["published", "cancelled"] {
        assert_eq!(ana.patch(&event.path, &json!({"status": status})).await.status, 200);
        let refused = ana.delete(&venue.path).await;
        assert_eq!((refused.status, refused.code()), (409, "venue_in_use"), "by a {status} event");
    }
    assert_eq!(ana.delete(&event.path).await.status, 204);
    assert_eq!(ana.delete(&venue.path).await.status, 204);
}

#[tokio::test]
async fn a_venue_keeps_room_for_the_events_to_come() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (case, event, may_shrink) in [
        ("coming", json!({"capacity": 60}), false),
        ("a coming draft", json!({"capacity": 60, "status": "draft"}), false),
        ("coming, and small enough", json!({"capacity": 50}), true),
        ("coming, with whatever the venue holds", json!({}), true),
        ("cancelled", json!({"capacity": 60, "status": "cancelled"}), true),
        ("over", json!({"capacity": 60, "starts_at": "2020-03-14T22:00:00Z"}), true),
    ] {
        let venue = ana.make_venue(&a_venue(case)).await;
        ana.make_event(&with(&with(&an_event(case), &json!({"venue_id": venue.id()})), &event)).await;
        let answer = ana.patch(&venue.path, &json!({"capacity": 50})).await;
        let expected = if may_shrink { (200, "") } else { (409, "venue_too_small") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
    }
}

#[tokio::test]
async fn an_event_that_comes_as_its_venue_goes_is_never_left_without() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let venue = ana.make_venue(&a_venue("Salão")).await;
        let event = with(&an_event("Baile"), &json!({"venue_id": venue.id()}));
        let (made, gone) = tokio::join!(ana.post(EVENTS, &event), rui.delete(&venue.path));
        match (made.status, gone.status) {
            (201, 409) => {
                assert_eq!(gone.code(), "venue_in_use");
                assert_eq!(ana.delete(made.header("location")).await.status, 204);
                assert_eq!(ana.delete(&venue.path).await.status, 204);
            }
            (422, 204) => assert_eq!(made.pointers(), ["/venue_id"]),
            neither => panic!("round {round}: {neither:?}"),
        }
    }
}

#[tokio::test]
async fn an_event_that_grows_as_its_venue_shrinks_still_fits() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let venue = ana.make_venue(&a_venue(&format!("Salão {round}"))).await;
        let event =
            ana.make_event(&with(&an_event("x"), &json!({"venue_id": venue.id(), "capacity": 50}))).await;
        let (grow, shrink) = (json!({"capacity": 100}), json!({"capacity": 60}));
        let (grown, shrunk) = tokio::join!(ana.patch(&event.path, &grow), rui.patch(&venue.path, &shrink));
        match (grown.status, shrunk.status) {
            (200, 409) => assert_eq!(shrunk.code(), "venue_too_small"),
            (422, 200) => assert_eq!(grown.pointers(), ["/capacity"]),
            neither => panic!("round {round}: {neither:?}"),
        }
    }
}

async fn a_few_venues(app: &TestApp) -> Client {
    let ana = app.editor("ana").await;
    for venue in [
        json!({"name": "Ópera", "type": "theatre", "city": "São Paulo", "accessible": true}),
        json!({"name": "arena", "type": "outdoor", "city": "Recife", "address": "Rua São João, 7"}),
        json!({"name": "Zênite", "type": "hall", "city": "são paulo"}),
        json!({"name": "Águas", "type": "theatre", "city": "Recife", "accessible": true}),
    ] {
        ana.make_venue(&with(&a_venue("x"), &venue)).await;
    }
    ana
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let app = TestApp::start();
    let ana = a_few_venues(&app).await;
    for (case, query, names) in [
        ("nothing", "", &["Águas", "arena", "Ópera", "Zênite"][..]),
        ("city, folded", "city=SAO%20PAULO", &["Ópera", "Zênite"]),
        ("type", "type=theatre", &["Águas", "Ópera"]),
        ("accessible", "accessible=true", &["Águas", "Ópera"]),
        ("not accessible", "accessible=false", &["arena", "Zênite"]),
        ("a word of the name, folded", "q=opera", &["Ópera"]),
        ("words of the address", "q=joao+sao", &["arena"]),
        ("words of name and city", "q=zenite%20PAULO", &["Zênite"]),
        ("all together", "q=recife&city=recife&type=theatre&accessible=true", &["Águas"]),
        ("what no venue has", "q=porto", &[]),
        ("parts of words", "q=oper", &[]),
    ] {
        let list = ana.get(&format!("{VENUES}?{query}")).await;
        assert_eq!(list.each("name"), names, "{case}");
    }
}

#[tokio::test]
async fn pages_go_by_folded_name() {
    let app = TestApp::start();
    let ana = a_few_venues(&app).await;
    let first = ana.get(&format!("{VENUES}?limit=3&total=true")).await;
    assert_eq!(first.each("name"), ["Águas", "arena", "Ópera"]);
    assert_eq!(first.json["total"], 4);
    let second = ana.get(first.next().unwrap()).await;
    assert_eq!(second.each("name"), ["Zênite"]);
    assert_eq!((second.next(), &second.json["next_cursor"]), (None, &Value::Null));
}

#[tokio::test]
async fn a_venue_lists_its_events() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    for (title, venue, day) in [("later", &here, 9), ("sooner", &here, 2), ("elsewhere", &there, 1)] {
        ana.make_event(&a_booking(title, venue, day, "20:00", "22:00")).await;
    }
    let draft = json!({"venue_id": here.id(), "status": "draft"});
    ana.make_event(&with(&an_event("secret"), &draft)).await;
    let path = format!("{}/events", here.path);
    assert_eq!(ana.get(&path).await.each("title"), ["sooner", "later", "secret"]);

    let rui = app.viewer("rui").await;
    let first = rui.get(&format!("{path}?sort=-starts_at&limit=1&total=true")).await;
    assert_eq!((first.each("title"), &first.json["total"]), (vec!["later".into()], &json!(2)));
    assert_eq!(rui.get(first.next().unwrap()).await.each("title"), ["sooner"]);
    let missing = rui.get(&format!("{VENUES}/00000000-0000-7000-8000-000000000000/events")).await;
    assert_eq!((missing.status, missing.code()), (404, "not_found"));
}

#[tokio::test]
async fn an_edited_venue_shows_in_its_events_at_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 1, "20:00", "22:00")).await;
    assert_eq!(
        event.json["venue"],
        json!({"id": venue.id(), "name": "Salão", "city": "Recife", "capacity": 100})
    );

    ana.patch(&venue.path, &json!({"name": "Novo", "city": "Olinda", "capacity": 120})).await;
    let seen = ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
    assert_eq!(seen.status, 200, "the old tag no longer names it: {seen:?}");
    assert_eq!(seen.header("etag"), "\"1.1\"", "a new revision, and nobody's edit");
    let summary = json!({"id": venue.id(), "name": "Novo", "city": "Olinda", "capacity": 120});
    assert_eq!((&seen.json["venue"], &seen.json["version"]), (&summary, &json!(1)));
    let edit = json!({"title": "Grande baile"});
    let edited = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &edit).await;
    assert_eq!(edited.status, 200, "it was not edited since: {edited:?}");
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
