//! One live registration an address.

use futures_util::future::join_all;
use serde_json::json;

use super::{attendees, clients, of, with_seats};
use crate::support::{TestApp, given::an_event};

#[tokio::test]
async fn an_address_registers_once_however_it_is_spelled() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let first = ana.register_at(&event, "Rui", " Rui@Example.COM ").await;
    assert_eq!((first.status, &first.json["email"]), (201, &json!("rui@example.com")), "{first:?}");
    for again in ["rui@example.com", "RUI@EXAMPLE.COM", "Rui@Example.com"] {
        let answer = ana.register_at(&event, "Rui again", again).await;
        answer.assert_problem(&attendees(&event), 409, "email_registered");
    }
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed"]);
}

#[tokio::test]
async fn letters_beyond_ascii_are_folded_too() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    assert_eq!(ana.register_at(&event, "Rui", "rui.sá@example.com").await.status, 201);
    let again = ana.register_at(&event, "Rui", "RUI.SÁ@example.com").await;
    assert_eq!((again.status, again.code()), (409, "email_registered"), "{again:?}");
}

#[tokio::test]
async fn an_address_that_waits_is_registered_too() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    ana.registered(&event, "Eva").await;
    assert_eq!(ana.register_at(&event, "Rui", "rui@example.com").await.json["position"], 1);
    let again = ana.register_at(&event, "Rui", "RUI@example.com").await;
    assert_eq!((again.status, again.code()), (409, "email_registered"));
    assert_eq!(ana.counted(&event).await, (1, 1));
}

#[tokio::test]
async fn whoever_cancelled_may_register_again_and_goes_to_the_end() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.register_at(&event, "Rui", "rui@example.com").await;
    ana.registered(&event, "Eva").await;
    assert_eq!(ana.cancel(&event, &first.json).await.status, 204);
    let again = ana.register_at(&event, "Rui", "rui@example.com").await;
    assert_eq!(again.status, 201, "{again:?}");
    assert_ne!(again.json["id"], first.json["id"]);
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva confirmed", "Rui waitlisted 1"]);
}

#[tokio::test]
async fn an_address_registers_for_every_event() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for title in ["Baile", "Festa"] {
        let event = ana.make_event(&an_event(title)).await;
        assert_eq!(ana.register_at(&event, "Rui", "rui@example.com").await.status, 201, "{title}");
    }
}

#[tokio::test]
async fn organisers_register_any_number_without_an_address() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for _ in 0..3 {
        assert_eq!(ana.registered(&event, "Rui").await["email"], json!(null));
    }
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed"; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_attempts_at_once_with_one_address_one_registers() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(5)).await;
    let several = clients(&app, &ana, 20);
    let attempts = several.iter().enumerate().map(|(n, client)| {
        let email = if n % 2 == 0 { "rui@example.com" } else { "RUI@EXAMPLE.COM" };
        client.register_at(&event, "Rui", email)
    });
    let (made, refused): (Vec<_>, Vec<_>) =
        join_all(attempts).await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 19));
    for answer in refused {
        assert_eq!((answer.status, answer.code()), (409, "email_registered"), "{answer:?}");
    }
    let all = ana.everybody(&event).await;
    assert_eq!((all.len(), of(&all, "confirmed").count()), (1, 1));
}
