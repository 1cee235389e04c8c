//! What is left out.

use serde_json::json;

use crate::support::{
    Client, TestApp,
    given::{EVENTS, Made, a_venue, an_event, with},
};

/// Events a to f, and what filters need to know.
struct Scene {
    app: TestApp,
    ana: Client,
    venue: Made,
    rui: String,
}

async fn a_scene() -> Scene {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let events = [
        (&ana, "a", json!({"description": "Festa de São João", "city": "Recife", "tags": ["Música"]})),
        (&ana, "b", json!({"city": "São João del-Rei", "tags": ["rust", "c++"], "venue_id": venue.id()})),
        (&ana, "c", json!({"city": "RECIFE", "tags": ["rust"], "status": "cancelled"})),
        (&ana, "d", json!({"city": "Olinda", "tags": ["joao", "sao"], "status": "draft"})),
        (&rui, "e", json!({"city": "récife", "description": "joaozinho; sao", "venue_id": venue.id()})),
        (&rui, "f", json!({"city": "Olinda", "tags": ["musica", "RUST"], "capacity": 1})),
    ];
    for (day, (organiser, title, members)) in (1..).zip(events) {
        let starts_at = json!({"starts_at": format!("2131-01-{day:02}T12:00:00Z")});
        organiser.make_event(&with(&with(&an_event(title), &starts_at), &members)).await;
    }
    let rui = rui.get("/api/v1/users/me").await.json["id"].as_str().unwrap().to_owned();
    Scene { app, ana, venue, rui }
}

#[tokio::test]
async fn filters_narrow_the_list_alone_and_together() {
    let Scene { app: _app, ana, venue, rui } = &a_scene().await;
    let (at_venue, by_rui) = (format!("venue_id={}", venue.id()), format!("created_by={rui}"));
    for (case, query, titles) in [
        ("nothing", "", "abcdef"),
        ("words, folded", "q=sao%20joao", "abd"),
        ("words in any order and case", "q=JO%C3%83O+s%C3%A3o", "abd"),
        ("words of different members", "q=b+rust+del", "b"),
        ("a word of the title", "q=e", "e"),
        ("punctuation alone asks for nothing", "q=%21%3F", "abcdef"),
        ("what no event has", "q=carnaval", ""),
        ("city, folded", "city=Recife", "ace"),
        ("city as a whole", "city=sao%20joao", ""),
        ("tag, folded", "tag=musica", "af"),
        ("tag with signs", "tag=c%2B%2B", "b"),
        ("tag as a whole", "tag=c", ""),
        ("venue", &at_venue, "be"),
        ("published", "status=published", "abef"),
        ("cancelled", "status=cancelled", "c"),
        ("one's own drafts", "status=draft", "d"),
        ("from an instant on", "starts_after=2131-01-03T12:00:00Z", "cdef"),
        ("from just after it", "starts_after=2131-01-03T12:00:00.000001Z", "def"),
        ("up to an instant", "starts_before=2131-01-03T12:00:00Z", "ab"),
        ("up to just after it", "starts_before=2131-01-03T12:00:00.000001Z", "abc"),
        (
            "a span, with an offset",
            "starts_after=2131-01-02T09:00:00-03:00&starts_before=2131-01-04T12:00:00Z",
            "bc",
        ),
        ("a span of nothing", "starts_after=2131-01-04T00:00:00Z&starts_before=2131-01-02T00:00:00Z", ""),
        ("owner", &by_rui, "ef"),
        ("with seats", "has_seats=true", "abcdef"),
        ("with seats or without", "has_seats=false", "abcdef"),
        ("tag and city", "tag=rust&city=recife", "c"),
        ("words, status and span", "q=sao&status=published&starts_after=2131-01-02T00:00:00Z", "be"),
        (
            "everything",
            &format!(
                "q=sao+joaozinho&city=recife&{at_venue}&{by_rui}&status=published&has_seats=true\
                 &starts_after=2131-01-05T12:00:00Z&starts_before=2131-01-06T00:00:00Z"
            ),
            "e",
        ),
    ] {
        // The titles are in the order of all that one can sort by.
        let backwards: String = titles.chars().rev().collect();
        for (order, expected) in [
            ("limit=100", titles),
            ("limit=1", titles),
            ("limit=1&sort=-starts_at", &backwards),
            ("limit=1&sort=-created_at", &backwards),
            ("limit=2&sort=title", titles),
        ] {
            let pages = ana.pages(&format!("{EVENTS}?{query}&total=true&{order}")).await;
            let found: String = pages.iter().map(|page| page.each("title").concat()).collect();
            assert_eq!(found, expected, "{case}, {order}");
            assert!(pages.iter().all(|page| page.json["total"] == titles.len()), "{case}: the total");
        }
    }
}

#[tokio::test]
async fn drafts_are_listed_to_their_owner_and_admins() {
    let Scene { app, ana, .. } = &a_scene().await;
    for (who, client, titles) in [
        ("the owner", ana, "abcdef"),
        ("an admin", &app.admin().await, "abcdef"),
        ("another editor", &app.sign_in("rui").await, "abcef"),
        ("a viewer", &app.viewer("eva").await, "abcef"),
    ] {
        let list = client.get(&format!("{EVENTS}?total=true")).await;
        assert_eq!(list.each("title").concat(), titles, "{who}");
        assert_eq!(list.json["total"], titles.len(), "{who}");
    }
}
