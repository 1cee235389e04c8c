//! Three processes count together, as long as there is a Redis, and each for itself while there is none.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use crate::{
    fleet::Fleet,
    support::{Client, TestApp, grant::ME, people::a_user, process::PATIENCE},
};

const PROCESSES: usize = 3;
/// What may be asked for at once; nothing comes back while this runs.
const BURST: usize = 30;
/// How many guesses there are.
const GUESSES: usize = 6;
/// How long it takes until another export may be asked for.
const EACH: Duration = Duration::from_millis(200);
const EXPORTS: u128 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_count_together_and_without_redis_alone() {
    let mut fleet = Fleet::of(0);
    for (name, value) in [
        ("RATE_LIMIT_DEFAULT", format!("{BURST}/1d")),
        ("RATE_LIMIT_EXPORTS", format!("{EXPORTS}/1s")),
        ("SIGN_IN_LIMITS", format!("{GUESSES}/1d")),
        // A machine that is busy is no Redis that is away.
        ("REDIS_RESPONSE_TIMEOUT", "1s".to_owned()),
    ] {
        fleet.installation.set(name, &value);
    }
    fleet.add(PROCESSES);
    let admin = fleet.admin(0).await;
    for name in ["ana", "eva", "ida"] {
        admin.make_user(&a_user(name)).await;
    }
    let [ana, eva, ida] =
        [everywhere(&fleet, "ana").await, everywhere(&fleet, "eva").await, everywhere(&fleet, "ida").await];

    assert_eq!(accepted(&ana, 2 * BURST).await, BURST, "together");
    assert_eq!(accepted(&ana, PROCESSES).await, 0, "and then none");
    assert_eq!(guesses(&fleet, 3 * GUESSES).await, GUESSES, "at a password");
    let (steadily, expected) = steadily(&ana).await;
    assert!(expected.contains(&steadily), "{steadily} of {expected:?} exports");

    fleet.redis.stop().await;
    says(&fleet, "degraded").await;
    for process in &eva {
        assert_eq!(accepted(std::slice::from_ref(process), BURST + 5).await, BURST, "each for itself");
    }
    assert_eq!(guesses(&fleet, 3 * GUESSES * PROCESSES).await, GUESSES * PROCESSES);

    fleet.redis.start().await;
    says(&fleet, "ok").await;
    assert_eq!(accepted(&ida, 2 * BURST).await, BURST, "together again");
    println!(
        "limits: {PROCESSES} processes let {BURST} of {} through, and {steadily} exports of {expected:?}; \
              without Redis each {BURST}",
        2 * BURST
    );
}

/// One user at every process, with one token.
async fn everywhere(fleet: &Fleet, name: &str) -> Vec<Client> {
    let token = fleet.client(0).sign_in(name, TestApp::PASSWORD).await;
    (0..PROCESSES).map(|process| fleet.client(process).with_token(token.access_secret())).collect()
}

/// How many of so many requests at the same time, at these processes by turns, are not refused.
async fn accepted(clients: &[Client], requests: usize) -> usize {
    let all = (0..requests).map(|number| clients[number % clients.len()].get(ME));
    let statuses = join_all(all).await.into_iter().map(|answer| answer.status).collect::<Vec<_>>();
    assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
    statuses.into_iter().filter(|status| *status == 200).count()
}

/// How many of so many guesses at one password are answered.
async fn guesses(fleet: &Fleet, number: usize) -> usize {
    let clients: Vec<_> = (0..PROCESSES).map(|process| fleet.client(process)).collect();
    let all = (0..number).map(|number| clients[number % PROCESSES].password_grant("admin", "wrong", None));
    let statuses = join_all(all).await.into_iter().map(|answer| answer.status).collect::<Vec<_>>();
    assert!(statuses.iter().all(|status| [400, 429].contains(status)), "{statuses:?}");
    statuses.into_iter().filter(|status| *status == 400).count()
}

/// How many exports are let through one after the other, and how many may be.
async fn steadily(clients: &[Client]) -> (u128, std::ops::RangeInclusive<u128>) {
    let began = Instant::now();
    let (mut accepted, mut first, mut last) = (0, None, began);
    for client in clients.iter().cycle() {
        last = Instant::now();
        if began.elapsed() > 8 * EACH {
            break;
        }
        // Counted before it is looked at.
        let answer = client.get("/api/v1/events/export?format=none").await;
        first.get_or_insert_with(Instant::now);
        accepted += u128::from(answer.status == 422);
        assert!([422, 429].contains(&answer.status), "{answer:?}");
        sleep(EACH / 20).await;
    }
    let in_between = |time: Duration| time.as_millis() / EACH.as_millis();
    let at_least = in_between((last - first.unwrap()).saturating_sub(EACH));
    (accepted, EXPORTS - 1 + at_least..=EXPORTS + in_between(began.elapsed()))
}

/// Waits until every process has said so.
async fn says(fleet: &Fleet, word: &str) {
    for process in 0..PROCESSES {
        let client = fleet.client(process);
        let said = async {
            while client.get("/health/ready").await.json["status"] != word {
                sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(timeout(PATIENCE, said).await.is_ok(), "{process} is not {word}");
    }
}
