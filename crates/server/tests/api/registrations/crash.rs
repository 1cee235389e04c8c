//! `kill -9` while people register and cancel: what was confirmed is there afterwards, and the
//! numbers are those of the rows.

use std::{collections::BTreeMap, os::unix::process::ExitStatusExt as _};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use super::{attendees, of, position, with_seats};
use crate::support::{
    Client, TestApp,
    given::Made,
    process::{Installation, Server},
};

const CLIENTS: usize = 8;
const EACH: usize = 150;
const SEATS: u32 = 40;
/// How many answers are there when the kill comes: counted, so that it always falls in the middle.
const CONFIRMED: usize = 250;
const SIGKILL: i32 = 9;

async fn admin_of(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

/// Registers people one after the other, and cancels every third; tells each identifier with
/// whether its cancellation was confirmed, until the server is gone.
async fn come_and_go(
    organiser: Client,
    event: Made,
    lane: usize,
    confirm: mpsc::UnboundedSender<(String, bool)>,
) {
    for n in 0..EACH {
        let body = json!({"name": format!("Ana {lane}.{n}"), "email": format!("ana{lane}.{n}@example.com")});
        let request = organiser.request(Method::POST, &attendees(&event)).json(&body);
        let Ok(answer) = request.send().await else { return };
        assert_eq!(answer.status(), 201);
        let Ok(made) = answer.json::<Value>().await else { return };
        let id = made["id"].as_str().unwrap();
        confirm.send((id.to_owned(), false)).unwrap();
        if n % 3 == 2 {
            let cancel = organiser.request(Method::DELETE, &format!("{}/{id}", attendees(&event)));
            let Ok(answer) = cancel.send().await else { return };
            assert_eq!(answer.status(), 204);
            confirm.send((id.to_owned(), true)).unwrap();
        }
    }
}

/// What was confirmed before the kill, by identifier: whether it was cancelled.
async fn register_until_killed(server: &Server, event: &Made) -> BTreeMap<String, bool> {
    let organiser = admin_of(server).await;
    let (confirm, mut confirmations) = mpsc::unbounded_channel();
    let mut lanes = JoinSet::new();
    for lane in 0..CLIENTS {
        lanes.spawn(come_and_go(organiser.clone(), event.clone(), lane, confirm.clone()));
    }
    drop(confirm);
    let (mut confirmed, mut answers) = (BTreeMap::new(), 0);
    while let Some((id, cancelled)) = confirmations.recv().await {
        confirmed.insert(id, cancelled);
        answers += 1;
        if answers == CONFIRMED {
            server.signal("KILL");
        }
    }
    lanes.join_all().await;
    assert!(confirmed.len() < CLIENTS * EACH, "it was still at it");
    confirmed
}

#[tokio::test]
async fn no_registration_that_was_confirmed_is_lost_in_a_kill_and_no_seat_given_twice() {
    let here = Installation::new().with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let server = here.serve();
    let event = admin_of(&server).await.make_event(&with_seats(SEATS)).await;
    let confirmed = register_until_killed(&server, &event).await;
    let (status, _) = server.wait();
    assert_eq!(status.signal(), Some(SIGKILL));

    let server = here.serve();
    let organiser = admin_of(&server).await;
    // With it, that the event counts what the rows are.
    let all = organiser.everybody(&event).await;
    let by_id: BTreeMap<&str, &Value> = all.iter().map(|one| (one["id"].as_str().unwrap(), one)).collect();
    for (id, cancelled) in &confirmed {
        let found = by_id.get(id.as_str()).unwrap_or_else(|| panic!("{id} is lost"));
        assert!(!cancelled || found["status"] == "cancelled", "{found} was cancelled");
    }
    // Of what was on its way, at most one a client, either all is there or nothing.
    assert!(all.len() - confirmed.len() <= CLIENTS, "{} of {}", all.len(), confirmed.len());
    // Nobody waits for a seat that is free.
    assert_eq!(of(&all, "confirmed").count(), SEATS as usize);
    let waiting: Vec<u64> = of(&all, "waitlisted").map(position).collect();
    assert_eq!(waiting, (1..=waiting.len() as u64).collect::<Vec<_>>());

    let next = organiser.registered(&event, "it goes on").await;
    assert_eq!(position(&next), waiting.len() as u64 + 1);
    server.terminate();
}
