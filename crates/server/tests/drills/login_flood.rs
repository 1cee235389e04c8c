//! Somebody guesses passwords as fast as the line lets: whoever only reads hardly notices, and the user
//! whose password it is signs in from elsewhere.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    Length,
    fleet::Fleet,
    support::{
        Client, TestApp,
        given::{EVENTS, an_event},
    },
};

/// Between two guesses: a hundred a second.
const PACE: Duration = Duration::from_millis(10);
/// Between two readings of a reader.
const PAUSE: Duration = Duration::from_millis(10);
const READERS: usize = 2;
/// How much slower a reading may be while the flood lasts.
const TIMES: u32 = 3;
/// Below that, the scheduler of a machine of two cores is measured, and nothing of ours.
const NOTICED: Duration = Duration::from_millis(10);
/// The limits as they are shipped.
const SHIPPED: [(&str, &str); 2] = [("RATE_LIMIT_TOKENS", "10/10s"), ("SIGN_IN_LIMITS", "5/1m,10/1h,30/1d")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_guesses_leaves_readers_alone() {
    let lasts = Length::of_this_run().pick(Duration::from_secs(4), Duration::from_secs(20));
    let mut fleet = Fleet::of(0);
    // Beside all other tests, the cheapest that prod takes.
    fleet.installation.set("BCRYPT_COST", Length::of_this_run().pick("10", "12"));
    for (name, value) in SHIPPED {
        fleet.installation.set(name, value);
    }
    fleet.add(1);
    let admin = fleet.admin(0).await;
    for number in 0..20 {
        admin.make_event(&an_event(&format!("Forró {number}"))).await;
    }
    read(&admin, Duration::from_secs(1)).await;

    let before = read(&admin, lasts).await;
    let flood = tokio::spawn(guess(at(&fleet, 2), lasts + Duration::from_secs(1)));
    // As fast as it gets.
    sleep(Duration::from_millis(500)).await;
    let during = tokio::spawn({
        let admin = admin.clone();
        async move { read(&admin, lasts).await }
    });
    let since = Instant::now();
    let signed_in = at(&fleet, 3).password_grant("admin", TestApp::PASSWORD, None).await;
    let sign_in = since.elapsed();
    assert_eq!(signed_in.status, 200, "the admin is locked out: {signed_in:?}");
    let (during, guesses) = (during.await.unwrap(), flood.await.unwrap());
    let after = read(&admin, lasts).await;

    // What else the machine does is no fault of the flood.
    let quiet = before.max(after).max(NOTICED);
    println!(
        "login flood: {} guesses in {:?}, {} of them answered, {} refused; p99 of reading {before:.1?} before, \
         {during:.1?} during, {after:.1?} after; sign-in from elsewhere {sign_in:.1?}",
        guesses.all(),
        lasts + Duration::from_secs(1),
        guesses.answered,
        guesses.refused
    );
    assert!(guesses.refused > guesses.answered && guesses.answered > 0, "{guesses:?}");
    assert!(during <= quiet * TIMES, "{during:?} is more than {TIMES} times {quiet:?}");
}

/// Somebody at another address of this machine: `127.0.0.<number>`.
fn at(fleet: &Fleet, number: u8) -> Client {
    Client::at(format!("http://{}", fleet.processes[0].address), IpAddr::V4(Ipv4Addr::new(127, 0, 0, number)))
}

/// What became of guesses.
#[derive(Debug, Default)]
struct Guesses {
    answered: usize,
    refused: usize,
}

impl Guesses {
    const fn all(&self) -> usize {
        self.answered + self.refused
    }
}

/// Guesses at this pace, whether or not the guess before is answered: at the admin's password, and at
/// those of users who are new each time, and may not exist.
async fn guess(client: Client, lasts: Duration) -> Guesses {
    let (began, mut pace, mut under_way) = (Instant::now(), interval(PACE), JoinSet::new());
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut number = 0;
    while began.elapsed() < lasts {
        pace.tick().await;
        number += 1;
        let username = if number % 2 == 0 { "admin".to_owned() } else { format!("user-{number}") };
        let client = client.clone();
        under_way.spawn(async move { client.password_grant(&username, "wrong", None).await });
    }
    let mut guesses = Guesses::default();
    for answer in under_way.join_all().await {
        match answer.status {
            400 => guesses.answered += 1,
            429 => guesses.refused += 1,
            _ => panic!("{answer:?}"),
        }
    }
    guesses
}

/// How long the slowest of a hundred readings takes, meanwhile.
async fn read(client: &Client, lasts: Duration) -> Duration {
    let until = Instant::now() + lasts;
    let readers = (0..READERS).map(|_| {
        let client = client.clone();
        async move {
            let mut took = Vec::new();
            while Instant::now() < until {
                let since = Instant::now();
                let answer = client.get(EVENTS).await;
                took.push(since.elapsed());
                assert_eq!(answer.status, 200, "{answer:?}");
                sleep(PAUSE).await;
            }
            took
        }
    });
    let mut took: Vec<_> = JoinSet::from_iter(readers).join_all().await.concat();
    took.sort_unstable();
    took[took.len() * 99 / 100]
}
