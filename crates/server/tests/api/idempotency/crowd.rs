//! The same request many times at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{REPLAYED, told};
use crate::support::{
    Answer, TestApp,
    given::{EVENTS, VENUES, a_venue, an_event},
};

const TOGETHER: usize = 100;

/// One made it, and all others heard of it, or that it is being made.
fn assert_one_made_it(answers: &[Answer]) {
    let (busy, answered): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 409);
    for answer in &busy {
        assert_eq!(
            (answer.code(), answer.header("retry-after")),
            ("idempotency_key_in_use", "1"),
            "{answer:?}"
        );
    }
    let made: Vec<_> = answered.iter().filter(|answer| answer.header(REPLAYED).is_empty()).collect();
    let [made] = made[..] else { panic!("{} have made it: {made:?}", made.len()) };
    assert_eq!(made.status, 201, "{made:?}");
    for answer in &answered {
        assert_eq!(told(answer), told(made));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_make_one_event() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let body = an_event("Baile");
    let answers = join_all((0..TOGETHER).map(|_| ana.once(EVENTS, "k", &body))).await;
    assert_one_made_it(&answers);
    assert_eq!(ana.events().await, 1);
}

/// Where a rule would refuse the second: that is not what it hears.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_make_one_venue_and_register_one_attendee() {
    let app = TestApp::start();
    let other = app.another(&[]);
    let clients = [app.admin().await, other.admin().await];
    let event = clients[0].make_event(&an_event("Baile")).await;
    let attendees = format!("{}/registrations", event.path);
    for (path, body) in
        [(VENUES, a_venue("Salão")), (attendees.as_str(), json!({"name": "Ana", "email": "ana@example.com"}))]
    {
        let sent = (0..TOGETHER / 2).map(|n| clients[n % 2].once(path, "k", &body));
        assert_one_made_it(&join_all(sent).await);
    }
    assert_eq!(clients[1].get(&event.path).await.json["registered"], 1);
}
