//! Looks at events: what counts as one, and what is made of the counts.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{EVENTS, Made, a_venue, an_event, with},
};

/// Counts that are written at a clean stop only, so that a test knows when.
fn start() -> TestApp {
    TestApp::start_with(&[("VIEWS_FLUSH_INTERVAL", "1h")])
}

async fn look(reader: &Client, event: &Made, times: usize) {
    for _ in 0..times {
        assert_eq!(reader.get(&event.path).await.status, 200);
    }
}

/// The views of each event after a clean restart, by title. Lists are no looks.
async fn views(app: &TestApp) -> Value {
    let list = app.sign_in("ana").await.get(&format!("{EVENTS}?limit=100")).await;
    let items = list.json["items"].as_array().unwrap();
    items.iter().map(|item| (item["title"].as_str().unwrap().to_owned(), item["views"].clone())).collect()
}

#[tokio::test]
async fn an_answer_to_get_is_a_look_and_nothing_else_is() {
    let app = start();
    let (ana, eva) = (app.editor("ana").await, app.viewer("eva").await);
    let mut seen = Vec::new();
    for title in ["get", "known already", "head", "put", "patch", "listed", "refused"] {
        seen.push(ana.make_event(&an_event(title)).await);
    }
    let nothing = Value::Null;
    for _ in 0..3 {
        look(&eva, &seen[0], 1).await;
        eva.send(Method::GET, &seen[1].path, ("if-none-match", "*"), &nothing).await;
        eva.send(Method::HEAD, &seen[2].path, ("accept", "*/*"), &nothing).await;
        ana.put(&seen[3].path, &an_event("put")).await;
        ana.patch(&seen[4].path, &json!({"city": "Olinda"})).await;
        for list in ["?q=listed", "/upcoming", "/popular"] {
            assert_eq!(eva.get(&format!("{EVENTS}{list}")).await.status, 200);
        }
        assert_eq!(app.anonymous().get(&seen[6].path).await.status, 401);
    }
    let counted = views(&app.restart()).await;
    let expected = json!({
        "get": 3, "known already": 3, "head": 0, "put": 0, "patch": 0, "listed": 0, "refused": 0,
    });
    assert_eq!(counted, expected);
}

#[tokio::test]
async fn looks_at_the_same_moment_all_count() {
    let app = start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let looks = (0..50).map(|_| look(&ana, &event, 4));
    futures_util::future::join_all(looks).await;
    assert_eq!(views(&app.restart()).await, json!({"Baile": 200}));
}

#[tokio::test]
async fn looks_change_neither_the_etag_nor_who_may_edit() {
    let app = start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    look(&ana, &event, 5).await;
    let app = app.restart();
    let ana = app.sign_in("ana").await;
    let known = ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
    assert_eq!(known.status, 304, "{known:?}");
    let edit = json!({"city": "Olinda"});
    let edited = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &edit).await;
    assert_eq!((edited.status, edited.header("etag"), &edited.json["views"]), (200, "\"2.1\"", &json!(5)));
    let shown = json!({"city": "Olinda", "version": 2, "views": 5, "updated_at": edited.json["updated_at"]});
    assert_eq!(edited.json, with(&event.json, &shown), "nor when it was last edited");
}

#[tokio::test]
async fn looks_add_up_over_restarts() {
    let mut app = start();
    let event = app.editor("ana").await.make_event(&an_event("Baile")).await;
    for counted in [2, 4, 6] {
        look(&app.sign_in("ana").await, &event, 2).await;
        app = app.restart();
        assert_eq!(views(&app).await, json!({"Baile": counted}));
    }
}

#[tokio::test]
async fn looks_at_what_is_gone_hold_nothing_up() {
    let app = start();
    let ana = app.editor("ana").await;
    let (gone, there) = (ana.make_event(&an_event("gone")).await, ana.make_event(&an_event("there")).await);
    look(&ana, &gone, 2).await;
    look(&ana, &there, 2).await;
    assert_eq!(ana.delete(&gone.path).await.status, 204);
    assert_eq!(views(&app.restart()).await, json!({"there": 2}));
}

#[tokio::test]
async fn a_draft_that_one_may_not_see_was_not_looked_at() {
    let app = start();
    let (ana, eva) = (app.editor("ana").await, app.viewer("eva").await);
    let draft = ana.make_event(&with(&an_event("secret"), &json!({"status": "draft"}))).await;
    assert_eq!(eva.get(&draft.path).await.status, 404);
    look(&ana, &draft, 1).await;
    assert_eq!(views(&app.restart()).await, json!({"secret": 1}));
}

#[tokio::test]
async fn popular_events_are_the_most_seen_of_the_published_the_sooner_first() {
    let app = start();
    let ana = app.editor("ana").await;
    for (title, day, looks, status) in [
        ("twice, later", 9, 2, "published"),
        ("never", 1, 0, "published"),
        ("thrice", 8, 3, "published"),
        ("twice, sooner", 2, 2, "published"),
        ("called off", 3, 5, "cancelled"),
        ("secret", 4, 5, "draft"),
    ] {
        let members = json!({"status": status, "starts_at": format!("2131-01-{day:02}T12:00:00Z")});
        let event = ana.make_event(&with(&an_event(title), &members)).await;
        look(&ana, &event, looks).await;
    }
    let app = app.restart();
    let ana = app.sign_in("ana").await;
    let popular = ana.get("/api/v1/events/popular").await;
    assert_eq!(popular.each("title"), ["thrice", "twice, sooner", "twice, later", "never"]);
    assert_eq!((&popular.json["next_cursor"], popular.next()), (&Value::Null, None));
    let most = ana.get("/api/v1/events/popular?limit=2").await;
    assert_eq!(most.each("title"), ["thrice", "twice, sooner"]);
}

#[tokio::test]
async fn upcoming_events_are_the_next_published_ones() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    for (title, starts_at, status) in [
        ("later", "2132-01-01T00:00:00Z", "published"),
        ("over", "2020-01-01T00:00:00Z", "published"),
        ("next", "2131-01-01T00:00:00Z", "published"),
        ("at the same time", "2131-01-01T00:00:00Z", "published"),
        ("called off", "2131-06-01T00:00:00Z", "cancelled"),
        ("secret", "2131-06-01T00:00:00Z", "draft"),
    ] {
        let members =
            json!({"status": status, "starts_at": starts_at, "venue_id": venue.id(), "tags": ["a"]});
        ana.make_event(&with(&an_event(title), &members)).await;
    }
    let upcoming = ana.get("/api/v1/events/upcoming").await;
    assert_eq!(upcoming.each("title"), ["next", "at the same time", "later"]);
    assert_eq!(upcoming.json["items"][0]["venue"]["name"], "Salão");
    assert_eq!(ana.get("/api/v1/events/upcoming?limit=1").await.each("title"), ["next"]);
}

#[tokio::test]
async fn the_shortest_lists_have_bounds_as_well() {
    let app = TestApp::start();
    let eva = app.viewer("eva").await;
    for list in ["upcoming", "popular"] {
        for (query, pointer) in
            [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=x", "cursor"), ("q=x", "q")]
        {
            let refused = eva.get(&format!("{EVENTS}/{list}?{query}")).await;
            assert_eq!(refused.pointers(), [pointer], "{list}?{query}");
        }
    }
}
