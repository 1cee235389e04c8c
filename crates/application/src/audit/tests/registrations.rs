use fasttrack_domain::{
    event::{Event, EventCounters, EventView},
    ports::{MockEventQueries, MockRegistrationQueries, MockUserQueries},
    registration::Registration,
    user::User,
};
use fasttrack_test_support::{
    AuditLog, FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_registration, a_user, an_event,
};

use super::*;
use crate::{
    context::Context,
    registrations::Registrations,
    testing::{by, by_system, down, failing_at_commit, noted, store_of, unheard},
};

fn registrations(store: Arc<FakeStore>, who: &User) -> Registrations {
    let mut users = MockUserQueries::new();
    let who = who.clone();
    users.expect_find().returning(move |id| Ok(Some(who.clone()).filter(|user| user.id == id)));
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

/// A unit with this registration for this event.
fn unit_with(event: &Event, registration: &Registration) -> (FakeUnitOfWork, AuditLog) {
    let mut unit = FakeUnitOfWork::default();
    let counters = EventCounters { registered: 1, ..EventCounters::default() };
    let view = EventView { event: event.clone(), counters, venue: None, forecast: None };
    unit.events.expect_find().returning(move |_| Ok(Some(view.clone())));
    let there = registration.clone();
    unit.registrations.expect_find().returning(move |_, _| Ok(Some(there.clone())));
    unit.registrations.expect_update().returning(|_| Ok(true));
    unit.counters.expect_set_registrations().returning(|_, _| Ok(()));
    let log = unit.audit_log();
    (unit, log)
}

#[tokio::test]
async fn what_an_organiser_cancels_is_noted_and_what_one_cancels_for_oneself_is_not() {
    let (owner, admin) = (a_user("owner").editor().build(), a_user("root").admin().build());
    let ana = a_user("ana").build();
    let event = an_event(&owner).build();
    let registration = a_registration(&event).by(&ana).build();
    let (id, of) = (registration.id, event.id);
    let line = |who: &str| {
        let details = format!("{{\"event_id\":\"{of}\"}}");
        vec![format!("{who} registration.cancelled registration {id} {details}")]
    };
    let expected: [(Context, &User, Vec<String>); 4] = [
        (by(&owner), &owner, line(&owner.id.to_string())),
        (by(&admin), &admin, line(&admin.id.to_string())),
        (by_system(), &admin, line("system")),
        (by(&ana), &ana, vec![]),
    ];
    for (ctx, who, expected) in expected {
        let (unit, log) = unit_with(&event, &registration);
        registrations(store_of(unit), who).cancel(&ctx, event.id, registration.id).await.unwrap();
        assert_eq!(noted(&log), expected);
    }
}

#[tokio::test]
async fn what_was_cancelled_before_or_is_rolled_back_is_not_noted() {
    let owner = a_user("owner").editor().build();
    let event = an_event(&owner).build();
    let cancelled = a_registration(&event).cancelled().build();
    let (unit, log) = unit_with(&event, &cancelled);
    registrations(store_of(unit), &owner).cancel(&by(&owner), event.id, cancelled.id).await.unwrap();
    assert_eq!(noted(&log), [""; 0]);

    let registration = a_registration(&event).build();
    let (unit, log) = unit_with(&event, &registration);
    let store = store_of(failing_at_commit(unit, down()));
    registrations(store, &owner).cancel(&by(&owner), event.id, registration.id).await.unwrap_err();
    assert_eq!(noted(&log), [""; 0]);
}
