//! Which events are exported, and in which order.

use serde_json::json;

use super::{export, exported, titles};
use crate::support::{
    Client, TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

/// Ana's and Rui's events, each with a draft.
async fn a_scene(app: &TestApp) -> [Client; 2] {
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let hall = ana.make_venue(&a_venue("Salão")).await;
    for (day, organiser, title, members) in [
        (4, &ana, "d", json!({"city": "Olinda", "tags": ["rust"]})),
        (2, &rui, "b", json!({"venue_id": hall.id(), "description": "São João"})),
        (3, &ana, "c", json!({"status": "cancelled", "tags": ["Rust"]})),
        (1, &rui, "a", json!({"city": "olinda"})),
        (5, &ana, "hers", json!({"status": "draft"})),
        (6, &rui, "his", json!({"status": "draft"})),
    ] {
        let starts_at = json!({"starts_at": format!("2131-01-{day:02}T12:00:00Z")});
        organiser.make_event(&with(&with(&an_event(title), &starts_at), &members)).await;
    }
    [ana, rui]
}

#[tokio::test]
async fn drafts_of_others_are_in_no_file() {
    let app = TestApp::start();
    let [ana, rui] = a_scene(&app).await;
    for (who, client, hers, his) in [
        ("ana", &ana, true, false),
        ("rui", &rui, false, true),
        ("a viewer", &app.viewer("eva").await, false, false),
        ("an admin", &app.admin().await, true, true),
    ] {
        for format in ["json", "ndjson", "csv", "ics"] {
            let file = export(client, &format!("format={format}")).await;
            assert_eq!((file.contains("hers"), file.contains("his")), (hers, his), "{format} for {who}");
        }
        let by_status = titles(client, "status=draft").await;
        assert_eq!(by_status.len(), usize::from(hers) + usize::from(his), "{who}");
    }
}

#[tokio::test]
async fn filters_and_order_are_those_of_the_list() {
    let app = TestApp::start();
    let [ana, _] = a_scene(&app).await;
    let me = ana.me().await["id"].as_str().unwrap().to_owned();
    for query in [
        "",
        "sort=-starts_at",
        "sort=title",
        "sort=-created_at",
        "q=sao+joao",
        "city=OLINDA&sort=-starts_at",
        "tag=rust",
        "status=cancelled",
        "starts_after=2131-01-02T12:00:00Z&starts_before=2131-01-05T00:00:00Z&sort=title",
        "has_seats=true",
        &format!("created_by={me}"),
        "city=nowhere",
    ] {
        let listed = ana.get(&format!("{EVENTS}?limit=100&{query}")).await.each("title");
        assert_eq!(titles(&ana, query).await, listed, "{query}");
        let lines = export(&ana, &format!("format=ndjson&{query}")).await.lines().count();
        let rows = export(&ana, &format!("format=csv&{query}")).await.lines().count() - 1;
        let calendar = export(&ana, &format!("format=ics&{query}")).await.matches("BEGIN:VEVENT").count();
        assert_eq!([lines, rows, calendar], [listed.len(); 3], "{query}");
    }
}

#[tokio::test]
async fn a_file_has_every_page_of_events() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    // A page has 500: some that are full, and one that is not.
    for batch in [1_000, 203] {
        let events: Vec<_> = (0..batch).map(|i| an_event(&format!("{batch} {i}"))).collect();
        assert_eq!(ana.post("/api/v1/events/batch", &json!(events)).await.status, 201);
    }
    for sort in ["starts_at", "-starts_at", "-created_at", "title"] {
        let events = exported(&ana, &format!("sort={sort}")).await;
        let titles: std::collections::BTreeSet<_> = events.iter().map(|e| e["title"].to_string()).collect();
        assert_eq!((events.len(), titles.len()), (1_203, 1_203), "{sort}");
    }
    assert_eq!(export(&ana, "format=csv").await.lines().count(), 1_204);
    assert_eq!(export(&ana, "format=ndjson").await.lines().count(), 1_203);
    assert_eq!(export(&ana, "format=ics").await.matches("END:VEVENT\r\n").count(), 1_203);
}
