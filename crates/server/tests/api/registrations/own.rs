//! Oneself: what everybody may do who organises nothing.

use serde_json::json;

use super::{MINE, attendee, in_short, with_seats};
use crate::support::{TestApp, given::an_event, grant::ME};

#[tokio::test]
async fn viewers_register_themselves_under_their_own_address() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let answer = rui.register(&event, "Rui").await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("location"), attendee(&event, &answer.json));
    let expected = json!({
        "id": answer.json["id"],
        "event_id": event.id(),
        "name": "Rui",
        "email": "rui@example.com",
        "status": "confirmed",
        "position": null,
        "checked_in_at": null,
        "created_at": answer.json["created_at"],
    });
    assert_eq!(answer.json, expected);
}

#[tokio::test]
async fn viewers_may_say_their_address_and_no_other() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    for other in ["ana@example.com", "nobody@example.com"] {
        let refused = rui.register_at(&event, "Rui", other).await;
        assert_eq!(refused.misfit(), Some(("/email", "not_own_email")), "{refused:?}");
    }
    assert_eq!(ana.counted(&event).await, (0, 0));
    assert_eq!(rui.register_at(&event, "Rui", "RUI@example.com").await.status, 201);
    let twice = rui.register(&event, "Rui").await;
    assert_eq!((twice.status, twice.code()), (409, "email_registered"));
}

#[tokio::test]
async fn editors_are_like_viewers_at_the_events_of_others() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let refused = rui.register_at(&event, "Eva", "eva@example.com").await;
    assert_eq!(refused.misfit(), Some(("/email", "not_own_email")), "{refused:?}");
    let made = rui.registered(&event, "Rui").await;
    assert_eq!(made["email"], "rui@example.com");
    assert_eq!(rui.cancel(&event, &made).await.status, 204);
}

#[tokio::test]
async fn viewers_cancel_what_is_theirs_and_find_nothing_else() {
    let app = TestApp::start();
    let (ana, rui, eva) = (app.editor("ana").await, app.viewer("rui").await, app.viewer("eva").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let of_rui = rui.registered(&event, "Rui").await;
    let of_nobody = ana.registered(&event, "Gil").await;
    for stranger in [&of_rui, &of_nobody] {
        let answer = eva.cancel(&event, stranger).await;
        answer.assert_problem(&attendee(&event, stranger), 404, "not_found");
    }
    assert_eq!(rui.cancel(&event, &of_rui).await.status, 204);
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Gil confirmed"]);
}

#[tokio::test]
async fn the_total_of_ones_list_counts_all_pages() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    for title in ["Baile", "Festa", "Sarau"] {
        let event = ana.make_event(&an_event(title)).await;
        rui.registered(&event, "Rui").await;
        ana.registered(&event, "Somebody else").await;
    }
    let first = rui.get(&format!("{MINE}?limit=2&total=true")).await;
    assert_eq!((&first.json["total"], first.each("id").len()), (&json!(3), 2));
    assert_eq!(rui.get(MINE).await.json.get("total"), None, "nobody asked for it");
    let wrong = rui.get(&format!("{MINE}?total=yes")).await;
    assert_eq!(wrong.pointers(), ["total"]);
}

#[tokio::test]
async fn what_was_registered_under_ones_address_is_ones_own() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = ana.register_at(&event, "Rui", "Rui@example.com").await.json;
    assert_eq!(rui.get(MINE).await.json["items"], json!([made]));
    assert_eq!(rui.cancel(&event, &made).await.status, 204);
}

#[tokio::test]
async fn a_registration_of_another_event_is_not_found_there() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let (event, other) = (ana.make_event(&an_event("Baile")).await, ana.make_event(&an_event("Festa")).await);
    let made = rui.registered(&event, "Rui").await;
    for client in [&ana, &rui] {
        assert_eq!(client.cancel(&other, &made).await.status, 404);
    }
    assert_eq!(ana.check_in(&other, &made).await.status, 404);
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed"]);
}

#[tokio::test]
async fn ones_list_has_all_of_ones_own_the_newest_first() {
    let app = TestApp::start();
    let (ana, rui, eva) = (app.editor("ana").await, app.viewer("rui").await, app.viewer("eva").await);
    let mut expected = Vec::new();
    for (n, seats) in [(1, 9), (2, 1), (3, 9)] {
        let event = ana.make_event(&with_seats(seats)).await;
        eva.registered(&event, "Eva").await;
        let made = rui.registered(&event, &format!("Rui {n}")).await;
        if n == 3 {
            assert_eq!(rui.cancel(&event, &made).await.status, 204);
        }
        expected.insert(0, made["id"].as_str().unwrap().to_owned());
    }
    let mine = rui.get(MINE).await;
    assert_eq!(mine.each("id"), expected);
    let short: Vec<_> = mine.json["items"].as_array().unwrap().iter().map(in_short).collect();
    assert_eq!(short, ["Rui 3 cancelled", "Rui 2 waitlisted 1", "Rui 1 confirmed"]);
    let pages = rui.pages(&format!("{MINE}?limit=2")).await;
    assert_eq!(pages.iter().flat_map(|page| page.each("id")).collect::<Vec<_>>(), expected);
    assert_eq!(pages.len(), 2);
}

#[tokio::test]
async fn what_one_registered_oneself_stays_ones_own_under_a_new_address() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = rui.registered(&event, "Rui").await;
    assert_eq!(rui.patch(ME, &json!({"email": "rui@new.example.com"})).await.status, 200);
    assert_eq!(rui.get(MINE).await.json["items"], json!([made]));
    assert_eq!(rui.cancel(&event, &made).await.status, 204);
}

#[tokio::test]
async fn the_scope_to_register_oneself_is_enough_and_needed() {
    let app = TestApp::start();
    let (ana, _) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let narrow = async |scope| {
        let grant = app.anonymous().password_grant("rui", TestApp::PASSWORD, Some(scope)).await;
        app.anonymous().holding(&grant)
    };
    let (own, reads) = (narrow("registrations:self").await, narrow("events:read").await);
    let made = own.registered(&event, "Rui").await;
    for refused in
        [reads.register(&event, "Rui").await, reads.cancel(&event, &made).await, reads.get(MINE).await]
    {
        assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "{refused:?}");
    }
    assert_eq!(own.cancel(&event, &made).await.status, 204);
}
