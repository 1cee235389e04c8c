//! Drills: several real processes on a Postgres and a Redis of their own, under load, while something
//! breaks.
//!
//! Among the other tests they run in a short form; `cargo xtask drills` runs them as long as they
//! should be ([`Length`]). Each prints the figures that it saw.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "drills fail as tests do, and report what they saw"
)]

#[expect(dead_code, reason = "the tests of the API use the rest of it")]
#[path = "../api/support/mod.rs"]
mod support;

mod fleet;
mod idempotency;
mod imports;
mod jobs;
mod limits;
mod load;
mod login_flood;
mod postgres_outage;
mod redis_outage;
mod registrations;
mod restore;
mod sign_in_time;
mod staleness;
mod work;

use std::env;

use fleet::Fleet;
use support::given::an_event;

/// How long a drill runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// Beside all other tests.
    Short,
    /// By itself, with `DRILLS=long`.
    Long,
}

impl Length {
    fn of_this_run() -> Self {
        match env::var("DRILLS").as_deref() {
            Err(_) | Ok("" | "short") => Self::Short,
            Ok("long") => Self::Long,
            Ok(other) => panic!("DRILLS is `{other}`: it must be `short` or `long`"),
        }
    }

    /// The one or the other.
    fn pick<T>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// Not a drill: that the fleet is what the drills take it for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_shares_its_engines() {
    let fleet = Fleet::of(2);
    let (one, other) = (fleet.admin(0).await, fleet.admin(1).await);
    let event = one.make_event(&an_event("Forró")).await;
    let seen = other.get(&event.path).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let ready = other.get("/health/ready").await;
    assert_eq!((ready.status, &ready.json["checks"]["redis"]), (200, &"ok".into()), "{ready:?}");
    println!("{} drills", Length::of_this_run().pick("short", "long"));
}
