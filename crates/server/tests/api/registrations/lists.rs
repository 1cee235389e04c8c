//! The organiser's list.

use serde_json::json;

use super::{attendees, in_short, with_seats};
use crate::support::{Answer, TestApp, given::an_event};

fn short(page: &Answer) -> Vec<String> {
    page.json["items"].as_array().unwrap().iter().map(in_short).collect()
}

#[tokio::test]
async fn organisers_and_admins_see_who_comes_with_addresses() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    ana.register_at(&event, "Rui", "rui@example.com").await;
    for client in [&ana, &app.admin().await] {
        assert_eq!(client.get(&attendees(&event)).await.each("email"), ["rui@example.com"]);
    }
}

#[tokio::test]
async fn others_see_neither_the_list_nor_addresses() {
    let app = TestApp::start();
    let (ana, eva, rui) = (app.editor("ana").await, app.editor("eva").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    ana.register_at(&event, "Gil", "gil@secret.example.com").await;
    // Who comes sees no more than who does not.
    rui.registered(&event, "Rui").await;
    for (who, client, code) in [("viewer", &rui, "insufficient_scope"), ("other editor", &eva, "not_owner")] {
        let list = client.get(&attendees(&event)).await;
        assert_eq!((list.status, list.code()), (403, code), "{who}: {list:?}");
        let mine = client.get(super::MINE).await;
        let seen = client.get(&event.path).await;
        let taken = client.register_at(&event, "Gil", "gil@secret.example.com").await;
        assert_eq!(taken.misfit(), Some(("/email", "not_own_email")), "{who} learns who is registered");
        for answer in [list, mine, seen, taken] {
            assert!(!answer.text.contains("secret"), "{who}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_list_is_narrowed_by_status() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    for name in ["Eva", "Gil", "Ida"] {
        ana.registered(&event, name).await;
    }
    ana.cancel(&event, &first).await;
    for (status, expected) in [
        ("confirmed", vec!["Eva confirmed"]),
        ("waitlisted", vec!["Gil waitlisted 1", "Ida waitlisted 2"]),
        ("cancelled", vec!["Rui cancelled"]),
    ] {
        let list = ana.get(&format!("{}?status={status}", attendees(&event))).await;
        assert_eq!(short(&list), expected, "{status}");
        let counted = ana.get(&format!("{}?status={status}&total=true&limit=1", attendees(&event))).await;
        assert_eq!(counted.json["total"], expected.len(), "{status}");
        assert_eq!(list.json.get("total"), None, "nobody asked for it");
    }
    let all = ana.get(&format!("{}?total=true", attendees(&event))).await;
    assert_eq!(all.json["total"], 4);
    let wrong = ana.get(&format!("{}?status=late", attendees(&event))).await;
    assert_eq!(wrong.misfit(), Some(("status", "invalid_status")), "{wrong:?}");
}

#[tokio::test]
async fn pages_have_everybody_once_while_others_come_and_go() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(2)).await;
    let first = ana.registered(&event, "A0").await;
    for n in 1..6 {
        ana.registered(&event, &format!("A{n}")).await;
    }
    let list = format!("{}?limit=3", attendees(&event));
    let page = ana.get(&list).await;
    assert_eq!(short(&page), ["A0 confirmed", "A1 confirmed", "A2 waitlisted 1"]);
    ana.cancel(&event, &first).await;
    ana.registered(&event, "A6").await;
    let rest = ana.pages(page.next().unwrap()).await;
    let rest: Vec<_> = rest.iter().flat_map(short).collect();
    assert_eq!(rest, ["A3 waitlisted 1", "A4 waitlisted 2", "A5 waitlisted 3", "A6 waitlisted 4"]);
}

#[tokio::test]
async fn a_cursor_is_for_its_event_and_status() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (event, other) = (ana.make_event(&an_event("Baile")).await, ana.make_event(&an_event("Festa")).await);
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    let page = ana.get(&format!("{}?limit=1", attendees(&event))).await;
    let cursor = page.json["next_cursor"].as_str().unwrap();
    for foreign in [
        format!("{}?cursor={cursor}", attendees(&other)),
        format!("{}?status=confirmed&cursor={cursor}", attendees(&event)),
        format!("{}?cursor={cursor}", super::MINE),
    ] {
        assert_eq!(ana.get(&foreign).await.pointers(), ["cursor"], "{foreign}");
    }
}

#[tokio::test]
async fn events_with_seats_left_are_found() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let full = ana.make_event(&with_seats(1)).await;
    let free = ana.make_event(&with_seats(2)).await;
    let unlimited = ana.make_event(&an_event("Baile")).await;
    let mut made = json!(null);
    for event in [&full, &free, &unlimited] {
        made = ana.registered(event, "Rui").await;
    }
    assert_eq!(made["status"], "confirmed");
    let found = async || {
        let mut ids = ana.get("/api/v1/events?has_seats=true").await.each("id");
        ids.sort_unstable();
        ids
    };
    assert_eq!(found().await, [free.id(), unlimited.id()]);
    let first = ana.everybody(&full).await.remove(0);
    ana.cancel(&full, &first).await;
    assert_eq!(found().await, [full.id(), free.id(), unlimited.id()]);
}
