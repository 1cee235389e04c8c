//! A request that was carried out before.

use fasttrack_domain::event::EventStatus;

use super::*;
use crate::testing::busy;

fn before<T: fmt::Debug>(outcome: Outcome<T>) -> StoredAnswer {
    match outcome {
        Outcome::Replayed(answer) => answer,
        other => panic!("it was done again: {other:?}"),
    }
}

/// The units have nothing that could be written to: who tried would panic.
#[tokio::test]
async fn what_was_done_before_is_answered_from_the_store_and_nobody_hears_of_it() {
    let admin = an_admin();
    let (ctx, event) = (keyed(by(&admin)), an_event(&admin).build());
    let details = || event.details.clone();
    let bus = Arc::default();
    for what in ["venue", "event", "events", "registration", "job"] {
        let mut unit = unit_knowing(kept_before(what));
        // Who may see it is asked before.
        there_is(&mut unit, &event);
        let given_back = unit.committed();
        let store = store_of(unit);
        let answer = match what {
            "venue" => before(venues(store).create(&ctx, a_venue("Coliseu").build().details).await.unwrap()),
            "event" => before(events(store, &bus).create(&ctx, details()).await.unwrap()),
            "events" => before(events(store, &bus).create_batch(&ctx, vec![details()]).await.unwrap()),
            "registration" => {
                before(registrations(store, &admin).register(&ctx, event.id, ana()).await.unwrap())
            }
            _ => before(jobs(store).retry(&ctx, a_dead_job().id).await.unwrap()),
        };
        assert_eq!(answer, kept_before(what).answer);
        // A unit that is dropped costs a connection.
        assert!(given_back.get(), "{what}");
    }
    assert_eq!(bus.announced(), []);
}

/// The first attempt was in time; that the second is not is no reason to say no.
#[tokio::test]
async fn a_registration_is_answered_again_when_nobody_can_register_any_more() {
    let admin = an_admin();
    for event in [
        an_event(&admin).starts("2030-01-01T11:59:59Z").build(),
        an_event(&admin).status(EventStatus::Cancelled).build(),
    ] {
        let mut unit = unit_knowing(kept_before("made"));
        there_is(&mut unit, &event);
        let outcome =
            registrations(store_of(unit), &admin).register(&keyed(by(&admin)), event.id, ana()).await;
        assert_eq!(before(outcome.unwrap()), kept_before("made").answer);
    }
}

/// A unit that met another one claims the key again, and may find what the other has kept.
#[tokio::test]
async fn work_that_starts_again_asks_again() {
    let admin = an_admin();
    let event = an_event(&admin).build();
    let mut first = FakeUnitOfWork::default();
    first.idempotency.expect_claim().returning(|_| Ok(None));
    first.events.expect_add().returning(|_| Err(busy()));
    let store = Arc::new(FakeStore::default().then(first).then(unit_knowing(kept_before("made"))));
    let outcome = events(store, &Arc::default()).create(&keyed(by(&admin)), event.details).await;
    assert_eq!(before(outcome.unwrap()), kept_before("made").answer);
}
