//! What a key does to the use cases that take one. That without a key the store is not asked for any,
//! all their other tests show: a fake unit knows no keys but those that it is given.

mod refused;
mod replayed;

use std::sync::Arc;

use fasttrack_domain::{
    event::{Event, EventCounters, EventView},
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    job::{Job, JobId, JobState},
    ports::{MockEventQueries, MockJobQueries, MockRegistrationQueries, MockUserQueries, MockVenueQueries},
    user::User,
};
use fasttrack_test_support::{
    FakeBus, FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_user, a_venue, an_event, instant,
    unique_id,
};

use super::*;
use crate::{
    Context,
    events::{Events, ViewCounts},
    jobs::{Jobs, Task},
    registrations::{NewRegistration, Registrations},
    testing::{Written, by, heard_by, store_of, unheard},
    venues::Venues,
};

/// Puts everything into the words of `Debug`.
#[derive(Debug)]
struct Words;

impl Answers for Words {
    fn answer(&self, made: Made) -> StoredAnswer {
        words(&made)
    }
}

fn words(made: &Made) -> StoredAnswer {
    StoredAnswer(format!("{made:?}").into_bytes())
}

/// The same, with a key whose answer is kept for an hour.
fn keyed(ctx: Context) -> Context {
    let once = Once {
        route: "POST /things".to_owned(),
        key: [1; 32],
        request: [7; 32],
        kept_for: Duration::from_secs(60 * 60),
        answers: Arc::new(Words),
    };
    Context { once: Some(once), ..ctx }
}

fn an_admin() -> User {
    a_user("admin").admin().build()
}

/// What is claimed for a request of [`keyed`], at noon.
fn claim_of(user: &User) -> KeyClaim {
    KeyClaim {
        key: RequestKey { user_id: user.id, route: "POST /things".to_owned(), hash: [1; 32] },
        request: [7; 32],
        at: instant("2030-01-01T12:00:00Z"),
        expires_at: instant("2030-01-01T13:00:00Z"),
    }
}

/// What is kept for such a request.
fn kept_before(words: &str) -> KeptAnswer {
    KeptAnswer { request: [7; 32], answer: StoredAnswer(words.as_bytes().to_vec()) }
}

/// A unit in which nothing may be written, where this is found under the key.
fn unit_knowing(kept: KeptAnswer) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    unit.idempotency.expect_claim().returning(move |_| Ok(Some(kept.clone())));
    unit
}

/// A unit in which the key is free and everything works, with this event, a venue and this job in it; and
/// what is claimed and kept.
fn unit_with(
    event: &Event,
    job: &Job,
) -> (FakeUnitOfWork, Written<KeyClaim>, Written<(RequestKey, StoredAnswer)>) {
    let mut unit = FakeUnitOfWork::default();
    let (claimed, kept) = (Written::by(&unit), Written::by(&unit));
    let (claims, keeps) = (claimed.clone(), kept.clone());
    unit.idempotency.expect_claim().returning(move |claim| {
        claims.push(claim.clone());
        Ok(None)
    });
    unit.idempotency.expect_keep().returning(move |key, answer| {
        keeps.push((key.clone(), answer.clone()));
        Ok(())
    });
    there_is(&mut unit, event);
    unit.venues.expect_add().returning(|_| Ok(()));
    unit.events.expect_add().returning(|_| Ok(()));
    unit.events.expect_add_all().returning(|_| Ok(()));
    unit.counters.expect_set_registrations().returning(|_, _| Ok(()));
    unit.registrations.expect_add_all().returning(|_| Ok(()));
    let job = job.clone();
    unit.jobs.expect_find().returning(move |_| Ok(Some(job.clone())));
    unit.jobs.expect_update().returning(|_| Ok(()));
    (unit, claimed, kept)
}

fn there_is(unit: &mut FakeUnitOfWork, event: &Event) {
    let (event, counters) = (event.clone(), EventCounters::default());
    let view = EventView { event, counters, venue: None, forecast: None };
    unit.events.expect_find().returning(move |_| Ok(Some(view.clone())));
}

fn a_dead_job() -> Job {
    let job = Task::PruneJobs.job(JobId::new(unique_id()), instant("2030-01-01T11:00:00Z"));
    Job { state: JobState::Dead, finished_at: Some(job.created_at), ..job }
}

fn ana() -> NewRegistration {
    NewRegistration { name: "Ana".parse().unwrap(), email: None }
}

fn venues(store: Arc<FakeStore>) -> Venues {
    Venues {
        store,
        queries: Arc::new(MockVenueQueries::new()),
        cached: Arc::new(MockVenueQueries::new()),
        changes: unheard(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

fn events(store: Arc<FakeStore>, bus: &Arc<FakeBus>) -> Events {
    Events {
        store: Arc::clone(&store) as _,
        queries: Arc::new(MockEventQueries::new()),
        cached: Arc::new(MockEventQueries::new()),
        changes: heard_by(bus),
        views: Arc::new(ViewCounts::new(store)),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        forecast_horizon: chrono::TimeDelta::zero(),
    }
}

fn registrations(store: Arc<FakeStore>, user: &User) -> Registrations {
    let (mut users, user) = (MockUserQueries::new(), user.clone());
    users.expect_find().returning(move |_| Ok(Some(user.clone())));
    Registrations {
        store,
        queries: Arc::new(MockRegistrationQueries::new()),
        events: Arc::new(MockEventQueries::new()),
        users: Arc::new(users),
        changes: unheard(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

fn jobs(store: Arc<FakeStore>) -> Jobs {
    Jobs {
        store,
        queries: Arc::new(MockJobQueries::new()),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

/// The answer that was kept just now.
fn now<T: fmt::Debug>(outcome: Outcome<T>) -> StoredAnswer {
    match outcome {
        Outcome::Kept(answer) => answer,
        other => panic!("the answer is not kept: {other:?}"),
    }
}

#[tokio::test]
async fn what_was_made_is_answered_as_it_is_kept_in_the_unit_that_makes_it() {
    let admin = an_admin();
    let (ctx, event, job) = (keyed(by(&admin)), an_event(&admin).build(), a_dead_job());
    let details = || event.details.clone();
    let bus = Arc::default();
    for what in ["Venue", "Event(", "Events", "Registration", "Job"] {
        let (unit, claimed, kept) = unit_with(&event, &job);
        let store = store_of(unit);
        let answer = match what {
            "Venue" => now(venues(store).create(&ctx, a_venue("Coliseu").build().details).await.unwrap()),
            "Event(" => now(events(store, &bus).create(&ctx, details()).await.unwrap()),
            "Events" => now(events(store, &bus).create_batch(&ctx, vec![details(); 2]).await.unwrap()),
            "Registration" => {
                now(registrations(store, &admin).register(&ctx, event.id, ana()).await.unwrap())
            }
            _ => now(jobs(store).retry(&ctx, job.id).await.unwrap()),
        };
        assert!(answer.0.starts_with(what.as_bytes()), "{what}: {}", String::from_utf8_lossy(&answer.0));
        let claim = claim_of(&admin);
        assert_eq!(kept.lasting(), [(claim.key.clone(), answer)], "{what}");
        assert_eq!(claimed.lasting(), [claim], "{what}");
    }
}

#[tokio::test]
async fn an_answer_says_what_a_request_without_a_key_is_given() {
    let admin = an_admin();
    let (event, job) = (an_event(&admin).build(), a_dead_job());
    let create = async |ctx: Context| {
        let store = store_of(unit_with(&event, &job).0);
        events(store, &Arc::default()).create(&ctx, event.details.clone()).await.unwrap()
    };
    let made = create(by(&admin)).await.done();
    assert_eq!(now(create(keyed(by(&admin))).await), words(&made.into()));
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_takes_what_was_made_with_it() {
    use crate::testing::{down, failing_at_commit};
    let admin = an_admin();
    let event = an_event(&admin).build();
    let (mut unit, ..) = unit_with(&event, &a_dead_job());
    unit.idempotency.checkpoint();
    unit.idempotency.expect_claim().returning(|_| Ok(None));
    unit.idempotency.expect_keep().returning(|_, _| Err(down()));
    let committed = unit.committed();
    let result =
        events(store_of(unit), &Arc::default()).create(&keyed(by(&admin)), event.details.clone()).await;
    assert!(result.is_err() && !committed.get(), "{result:?}");

    let (unit, _, kept) = unit_with(&event, &a_dead_job());
    let store = store_of(failing_at_commit(unit, down()));
    let result = events(store, &Arc::default()).create(&keyed(by(&admin)), event.details.clone()).await;
    assert!(result.is_err() && kept.lasting().is_empty(), "{result:?}");
}

/// Keys belong to users.
#[tokio::test]
async fn the_system_is_never_answered_from_what_was_kept() {
    use crate::testing::by_system;
    let (mut unit, job) = (FakeUnitOfWork::default(), a_dead_job());
    let there = job.clone();
    unit.jobs.expect_find().returning(move |_| Ok(Some(there.clone())));
    unit.jobs.expect_update().returning(|_| Ok(()));
    let made = jobs(store_of(unit)).retry(&keyed(by_system()), job.id).await.unwrap().done();
    assert_eq!(made.job.id, job.id);
}
