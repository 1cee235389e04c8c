//! What is listed, and in which order.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

#[tokio::test]
async fn orders_are_by_time_or_by_folded_title() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (title, starts_at) in [
        ("zebra", "2131-01-02T00:00:00Z"),
        ("Águas", "2131-01-04T00:00:00.000001Z"),
        ("banjo", "2131-01-01T00:00:00Z"),
        ("Ópera", "2131-01-04T00:00:00Z"),
        ("2 ovos", "2131-01-03T00:00:00Z"),
    ] {
        ana.make_event(&with(&an_event(title), &json!({"starts_at": starts_at}))).await;
    }
    for (sort, titles) in [
        ("starts_at", ["banjo", "zebra", "2 ovos", "Ópera", "Águas"]),
        ("-starts_at", ["Águas", "Ópera", "2 ovos", "zebra", "banjo"]),
        ("-created_at", ["2 ovos", "Ópera", "banjo", "Águas", "zebra"]),
        ("title", ["2 ovos", "Águas", "banjo", "Ópera", "zebra"]),
    ] {
        assert_eq!(ana.get(&format!("{EVENTS}?sort={sort}")).await.each("title"), titles, "{sort}");
    }
    assert_eq!(ana.get(EVENTS).await.each("title")[0], "banjo", "the soonest first, unless asked otherwise");
}

#[tokio::test]
async fn a_listed_event_is_the_event_as_it_is() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let members = json!({"tags": ["z", "a"], "venue_id": venue.id(), "capacity": 7, "description": "Talks"});
    let event = ana.make_event(&with(&an_event("Baile"), &members)).await;
    ana.make_event(&with(&an_event("Other"), &json!({"starts_at": "2132-01-01T00:00:00Z"}))).await;
    let listed: Value = ana.get(EVENTS).await.json["items"][0].clone();
    assert_eq!(listed, event.json);
}

#[tokio::test]
async fn an_edited_event_is_found_by_what_it_says_now() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"tags": ["gala"]}))).await;
    let edit =
        json!({"title": "Ópera", "city": "Olinda", "tags": ["música"], "starts_at": "2132-01-01T00:00:00Z"});
    assert_eq!(ana.patch(&event.path, &edit).await.status, 200);
    for (query, found) in [
        ("q=baile", false),
        ("q=recife", false),
        ("tag=gala", false),
        ("city=recife", false),
        ("starts_before=2131-12-31T00:00:00Z", false),
        ("q=opera+olinda+musica", true),
        ("tag=musica&city=olinda&starts_after=2132-01-01T00:00:00Z", true),
    ] {
        let list = ana.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(list.each("id").len(), usize::from(found), "{query}");
    }
}
