use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    event::{Event, EventCounters, EventStatus, EventView, Schedule},
    job::Job,
    notification::Notification,
    ports::{MockEventQueries, MockNotifier, MockRegistrationQueries, NotifyError},
    registration::{Registration, RegistrationId},
    time::Timestamp,
    venue::VenueSummary,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_registration, a_user, a_venue, an_event, instant,
    unique_id,
};

use super::{Reminded, ReminderError, Reminders};
use crate::{
    jobs::Task,
    testing::{Written, busy, down, failing_at_commit, must_be_send, untouched_store},
};

/// The clock stands at 12:00 on 1 January 2030.
fn reminders(store: Arc<FakeStore>) -> Reminders {
    Reminders {
        store,
        registrations: Arc::new(MockRegistrationQueries::new()),
        events: Arc::new(MockEventQueries::new()),
        notifier: Arc::new(MockNotifier::new()),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        ahead: Some(Duration::from_secs(24 * 60 * 60)),
    }
}

type Asked = (Timestamp, TimeDelta, u16);

/// A unit that takes so many, with what it was asked, and the jobs that it was given.
fn unit_taking(taken: usize) -> (FakeUnitOfWork, Written<Asked>, Written<Job>) {
    let mut unit = FakeUnitOfWork::default();
    let (asked, added) = (Written::by(&unit), Written::by(&unit));
    let (asking, adding) = (asked.clone(), added.clone());
    unit.registrations.expect_take_reminders().returning(move |now, ahead, most| {
        asking.push((now, ahead, most));
        Ok((0..taken).map(|_| (RegistrationId::new(unique_id()), soon())).collect())
    });
    unit.jobs.expect_add().returning(move |job| {
        adding.push(job.clone());
        Ok(true)
    });
    (unit, asked, added)
}

fn soon() -> Timestamp {
    instant("2030-01-02T10:00:00Z")
}

#[tokio::test]
async fn each_one_that_is_taken_gets_its_job_until_none_is_left() {
    let full = usize::from(Reminders::BATCH);
    let (first, first_asked, first_jobs) = unit_taking(full);
    let (second, _, second_jobs) = unit_taking(1);
    let store = Arc::new(FakeStore::default().failing(busy()).then(first).then(second));

    let reminders = reminders(store);
    must_be_send(reminders.sweep());

    assert_eq!(reminders.sweep().await.unwrap(), u64::from(Reminders::BATCH) + 1);
    let now = instant("2030-01-01T12:00:00Z");
    assert_eq!(first_asked.lasting(), [(now, TimeDelta::days(1), Reminders::BATCH)]);
    let (first_jobs, second_jobs) = (first_jobs.lasting(), second_jobs.lasting());
    assert_eq!((first_jobs.len(), second_jobs.len()), (full, 1));
    let task = Task::decode(&second_jobs[0].kind, &second_jobs[0].payload).unwrap();
    assert!(matches!(task, Task::SendReminder(_, at) if at == soon()), "{task:?}");
    let Job { run_at, owner, max_attempts, .. } = second_jobs[0];
    assert_eq!((run_at, owner, max_attempts), (now, None, Reminders::ATTEMPTS));
}

#[tokio::test]
async fn what_cannot_be_committed_is_not_counted() {
    let (unit, ..) = unit_taking(3);
    let unit = failing_at_commit(unit, down());
    let result = reminders(Arc::new(FakeStore::default().then(unit))).sweep().await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
}

#[tokio::test]
async fn who_is_never_to_be_reminded_is_not_looked_for() {
    let reminders = Reminders { ahead: None, ..reminders(untouched_store()) };
    assert_eq!(reminders.sweep().await.unwrap(), 0);
}

fn an_event_to_come() -> Event {
    let mut event = an_event(&a_user("ana").build()).titled("Sarau à beira-mar").city("Olinda").build();
    event.details.schedule = Schedule::new(soon(), None, "America/Recife".parse().unwrap()).unwrap();
    event
}

fn of(event: &Event) -> Registration {
    a_registration(event).of("Zoë").email("zoe@example.org").build()
}

/// What came of a reminder of 2 January, 10:00 UTC, and the messages that went out for it.
async fn sent(
    registration: Option<Registration>,
    view: Option<EventView>,
    answer: fn() -> Result<(), NotifyError>,
) -> (Result<Reminded, ReminderError>, Vec<Notification>) {
    let id = registration.as_ref().map_or_else(|| RegistrationId::new(unique_id()), |found| found.id);
    let (mut registrations, mut events) = (MockRegistrationQueries::new(), MockEventQueries::new());
    registrations.expect_find().returning(move |_| Ok(registration.clone()));
    events.expect_find().returning(move |_| Ok(view.clone()));
    let messages = Arc::new(Mutex::new(Vec::new()));
    let (log, mut notifier) = (Arc::clone(&messages), MockNotifier::new());
    notifier.expect_notify().returning(move |message| {
        log.lock().unwrap().push(message.clone());
        answer()
    });
    let reminders = Reminders {
        registrations: Arc::new(registrations),
        events: Arc::new(events),
        notifier: Arc::new(notifier),
        ..reminders(untouched_store())
    };
    let outcome = reminders.send(id, soon()).await;
    let messages = messages.lock().unwrap().clone();
    (outcome, messages)
}

fn view(event: Event) -> EventView {
    EventView { event, counters: EventCounters::default(), venue: None, forecast: None }
}

#[tokio::test]
async fn a_reminder_says_what_when_and_where_in_local_time() {
    let event = an_event_to_come();
    let registration = of(&event);
    let venue = a_venue("Teatro").city("Olinda").build();
    let (id, name) = (venue.id, venue.details.name);
    let (city, capacity) = (venue.details.city, venue.details.capacity);
    let at_venue =
        EventView { venue: Some(VenueSummary { id, name, city, capacity }), ..view(event.clone()) };

    let (outcome, messages) = sent(Some(registration.clone()), Some(at_venue), || Ok(())).await;

    assert_eq!(outcome.unwrap(), Reminded::Sent);
    let [message] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(message.id, format!("reminder-{}-1893578400000000", registration.id));
    assert!(message.id.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)));
    assert_eq!((message.to.as_str(), message.name.as_str()), ("zoe@example.org", "Zoë"));
    assert_eq!(message.subject, "Reminder: Sarau à beira-mar");
    assert_eq!(
        message.text,
        "Hello Zoë,\n\n\"Sarau à beira-mar\" starts on Wednesday, 2 January 2030 at 07:00, \
         America/Recife (UTC-03:00).\nWhere: Teatro, Olinda\n\n\
         You get this message because you are registered for it.\n"
    );

    let (_, again) = sent(Some(registration), Some(view(event)), || Ok(())).await;
    assert_eq!(again[0].id, message.id, "it is the same message");
    assert!(again[0].text.contains("\nWhere: Olinda\n"), "{}", again[0].text);
}

#[tokio::test]
async fn who_has_no_reason_to_be_reminded_is_not() {
    let event = an_event_to_come();
    let changed = |change: fn(&mut Event)| {
        let mut event = event.clone();
        change(&mut event);
        (Some(of(&event)), Some(view(event)))
    };
    let cancelled = a_registration(&event).email("zoe@example.org").cancelled().build();
    let back_on_the_waitlist = a_registration(&event).email("zoe@example.org").waiting(1).build();
    let nowhere = a_registration(&event).build();
    let there = Some(view(event.clone()));
    for (name, (registration, view)) in [
        ("no registration", (None, there.clone())),
        ("no event", (Some(of(&event)), None)),
        ("cancelled", (Some(cancelled), there.clone())),
        ("waiting", (Some(back_on_the_waitlist), there.clone())),
        ("without an address", (Some(nowhere), there)),
        ("a draft again", changed(|event| event.details.status = EventStatus::Draft)),
        ("called off", changed(|event| event.details.status = EventStatus::Cancelled)),
        (
            "moved",
            changed(|event| {
                event.details.schedule = Schedule::new(
                    instant("2030-01-02T10:00:00.000001Z"),
                    None,
                    event.details.schedule.time_zone(),
                )
                .unwrap();
            }),
        ),
    ] {
        let (outcome, messages) = sent(registration, view, || Ok(())).await;
        assert_eq!((outcome.unwrap(), messages.len()), (Reminded::NotNeeded, 0), "{name}");
    }
}

#[tokio::test]
async fn nobody_is_reminded_of_what_has_begun() {
    let mut event = an_event_to_come();
    let now = instant("2030-01-01T12:00:00Z");
    event.details.schedule = Schedule::new(now, None, event.details.schedule.time_zone()).unwrap();
    let (registration, view) = (of(&event), view(event));
    let (mut registrations, mut events) = (MockRegistrationQueries::new(), MockEventQueries::new());
    let id = registration.id;
    registrations.expect_find().returning(move |_| Ok(Some(registration.clone())));
    events.expect_find().returning(move |_| Ok(Some(view.clone())));
    // A notifier that is asked anything fails the test.
    let reminders = Reminders {
        registrations: Arc::new(registrations),
        events: Arc::new(events),
        ..reminders(untouched_store())
    };
    assert_eq!(reminders.send(id, now).await.unwrap(), Reminded::NotNeeded);
}

#[tokio::test]
async fn what_is_not_taken_is_told() {
    let event = an_event_to_come();
    let of_it = || (Some(of(&event)), Some(view(event.clone())));
    let (registration, there) = of_it();
    let (outcome, _) = sent(registration, there, || Err(NotifyError::Unavailable("no answer".into()))).await;
    assert!(matches!(outcome, Err(ReminderError::Notify(NotifyError::Unavailable(_)))), "{outcome:?}");
    let (registration, there) = of_it();
    let (outcome, _) = sent(registration, there, || Err(NotifyError::Refused("no such box".into()))).await;
    assert!(matches!(outcome, Err(ReminderError::Notify(NotifyError::Refused(_)))), "{outcome:?}");
}
