//! Many at the same moment.

use std::{sync::Arc, time::Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::{sync::Barrier, task::JoinSet};

use super::{attendee, clients, counters, of, position, with_seats};
use crate::support::{Answer, Client, TestApp, given::Made};

const CROWD: usize = 300;
const SEATS: u32 = 100;

/// Registers as many at once as there are clients; tells the answers.
async fn rush(clients: Vec<Client>, event: &Made) -> Vec<Answer> {
    let ready = Arc::new(Barrier::new(clients.len()));
    let mut tasks = JoinSet::new();
    for (n, client) in clients.into_iter().enumerate() {
        let (ready, event) = (ready.clone(), event.clone());
        tasks.spawn(async move {
            ready.wait().await;
            client.register_at(&event, &format!("Ana {n}"), &format!("ana{n}@example.com")).await
        });
    }
    tasks.join_all().await
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn ids<'a>(registrations: impl Iterator<Item = &'a Value>) -> Vec<&'a str> {
    registrations.map(|registration| registration["id"].as_str().unwrap()).collect()
}

/// The waitlist in its order, which must be that of the list, with no position left out.
fn waitlist(all: &[Value]) -> Vec<&str> {
    let positions: Vec<u64> = of(all, "waitlisted").map(position).collect();
    assert_eq!(positions, (1..=positions.len() as u64).collect::<Vec<_>>(), "the list is not in their order");
    ids(of(all, "waitlisted"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_hundred_at_once_a_hundred_get_the_seats_and_the_others_follow_in_order() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(SEATS)).await;
    // Thirty connection pools, ten requests at once in each.
    let crowd = clients(&app, &ana, 30).iter().cycle().take(CROWD).cloned().collect();
    let answers = rush(crowd, &event).await;
    assert_eq!(statuses(&answers), [201], "{:?}", answers.iter().find(|answer| answer.status != 201));
    let told: Vec<Value> = answers.into_iter().map(|answer| answer.json).collect();
    assert_eq!(of(&told, "confirmed").count(), SEATS as usize);
    let mut positions: Vec<u64> = of(&told, "waitlisted").map(position).collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=200).collect::<Vec<_>>(), "each once");

    let all = ana.everybody(&event).await;
    assert_eq!((all.len(), of(&all, "confirmed").count()), (CROWD, SEATS as usize));
    // What everybody was told is what is there.
    for registration in &told {
        assert!(all.contains(registration), "{registration}");
    }
    // Seats went to the first, places to those after them.
    assert!(all.iter().take(SEATS as usize).all(|one| one["status"] == "confirmed"));
    let waiting = waitlist(&all);

    // Fifty give their seats back.
    let leaving: Vec<&Value> = of(&all, "confirmed").step_by(2).collect();
    let several = clients(&app, &ana, 10);
    let cancels = leaving.iter().zip(several.iter().cycle()).map(|(one, client)| client.cancel(&event, one));
    assert_eq!(statuses(&join_all(cancels).await), [204]);
    let after = ana.everybody(&event).await;
    let (promoted, still_waiting) = waiting.split_at(50);
    assert_eq!(ana.counted(&event).await, (100, 150));
    let seated = ids(of(&after, "confirmed"));
    assert!(promoted.iter().all(|id| seated.contains(id)), "the first fifty are confirmed");
    assert_eq!(ids(of(&after, "cancelled")), ids(leaving.into_iter()), "and nobody else left");
    assert_eq!(waitlist(&after), still_waiting);

    // Twenty seats more, in the same answer.
    let raised = ana.patch(&event.path, &json!({"capacity": SEATS + 20})).await;
    assert_eq!((raised.status, counters(&raised.json)), (200, (120, 130)), "{raised:?}");
    let after = ana.everybody(&event).await;
    let (promoted, still_waiting) = still_waiting.split_at(20);
    let seated = ids(of(&after, "confirmed"));
    assert_eq!(seated.len(), 120);
    assert!(promoted.iter().all(|id| seated.contains(id)), "the next twenty are confirmed");
    assert_eq!(waitlist(&after), still_waiting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_answered_before_another_asked_is_ahead_of_the_other() {
    const LANES: usize = 20;
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(30)).await;
    let lanes = clients(&app, &ana, LANES).into_iter().enumerate().map(|(lane, client)| {
        let event = &event;
        async move {
            let mut seen = Vec::new();
            for n in 0..6 {
                let asked = Instant::now();
                let registration = client.registered(event, &format!("Ana {lane}.{n}")).await;
                // Those with a seat are ahead of all who wait.
                let place = registration["position"].as_u64().unwrap_or(0);
                seen.push((asked, Instant::now(), place));
            }
            seen
        }
    });
    let seen: Vec<_> = join_all(lanes).await.into_iter().flatten().collect();
    assert_eq!(seen.iter().filter(|(_, _, place)| *place == 0).count(), 30);
    for (_, answered, ahead) in &seen {
        for (_, _, behind) in seen.iter().filter(|(asked, _, _)| asked > answered) {
            assert!(ahead < behind || (*ahead, *behind) == (0, 0), "{behind} was told after {ahead}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_that_come_and_go_are_never_given_twice() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(5)).await;
    let lanes = clients(&app, &ana, 12).into_iter().enumerate().map(|(lane, client)| {
        let event = &event;
        async move {
            for n in 0..6 {
                let made = client.registered(event, &format!("Ana {lane}.{n}")).await;
                if n % 3 < 2 {
                    assert_eq!(client.delete(&attendee(event, &made)).await.status, 204);
                }
                let (registered, _) = client.counted(event).await;
                assert!(registered <= 5, "{registered} of 5 seats are taken");
            }
        }
    });
    join_all(lanes).await;
    let all = ana.everybody(&event).await;
    assert_eq!((of(&all, "confirmed").count(), of(&all, "waitlisted").count(), all.len()), (5, 19, 72));
    waitlist(&all);
}

#[tokio::test]
async fn of_two_cancellations_at_the_same_moment_one_frees_the_seat() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    for round in 0..10 {
        let first = ana.registered(&event, &format!("first {round}")).await;
        let next = ana.registered(&event, &format!("next {round}")).await;
        let third = ana.registered(&event, &format!("third {round}")).await;
        let (one, other) = tokio::join!(ana.cancel(&event, &first), ana.cancel(&event, &first));
        assert_eq!((one.status, other.status), (204, 204), "round {round}");
        assert_eq!(ana.counted(&event).await, (1, 1), "round {round}");
        for gone in [&next, &third] {
            assert_eq!(ana.cancel(&event, gone).await.status, 204);
        }
        ana.everybody(&event).await;
    }
}
