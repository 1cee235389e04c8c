use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use fasttrack_application::{
    jobs::{Maintenance, Task},
    reminders::Reminders,
};
use fasttrack_domain::{
    event::{EventCounters, EventView},
    job::{Job, JobId, JobState},
    notification::Notification,
    ports::{MockEventQueries, MockNotifier, MockRegistrationQueries, Notifier, NotifyError},
    registration::Registration,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, SequentialIds, a_registration, a_user, an_event, instant, unique_id,
};
use fasttrack_worker::{
    Handlers,
    handlers::{PruneSessions, SendReminder, SweepReminders},
};

use crate::scene::Scene;

/// Answers as it was told, in that order, and then always well.
#[derive(Default)]
struct Scripted(Mutex<VecDeque<NotifyError>>);

#[async_trait]
impl Notifier for Scripted {
    async fn notify(&self, _: &Notification) -> Result<(), NotifyError> {
        self.0.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }
}

/// Of one registration, for an event that starts on 2 January at noon.
struct Case {
    registration: Registration,
    reminders: Reminders,
}

fn case(scene: &Scene, answers: Vec<NotifyError>) -> Case {
    let event = an_event(&a_user("ana").build()).starts("2030-01-02T12:00:00Z").build();
    let registration = a_registration(&event).email("zoe@example.org").build();
    let (mut registrations, mut events) = (MockRegistrationQueries::new(), MockEventQueries::new());
    let found = registration.clone();
    registrations.expect_find().returning(move |id| Ok(Some(found.clone()).filter(|one| one.id == id)));
    let view = EventView { event, counters: EventCounters::default(), venue: None, forecast: None };
    events.expect_find().returning(move |_| Ok(Some(view.clone())));
    let reminders = Reminders {
        store: scene.memory.clone(),
        registrations: Arc::new(registrations),
        events: Arc::new(events),
        notifier: Arc::new(Scripted(Mutex::new(answers.into()))),
        clock: scene.clock.clone(),
        ids: Arc::new(SequentialIds::default()),
        ahead: None,
    };
    Case { registration, reminders }
}

fn all(reminders: Reminders) -> Handlers {
    Handlers::default()
        .with(Task::SweepReminders.kind(), SweepReminders::TIMEOUT, SweepReminders(reminders.clone()))
        .with(Task::SEND_REMINDER, SendReminder::TIMEOUT, SendReminder(reminders))
}

fn a_job(task: &Task) -> Job {
    task.job(JobId::new(unique_id()), instant("2030-01-01T12:00:00Z"))
}

async fn sent(answers: Vec<NotifyError>, starts_at: &str) -> Job {
    let scene = Scene::new();
    let Case { registration, reminders } = case(&scene, answers);
    let _worker = scene.start(all(reminders));
    let id = scene.add(&a_job(&Task::SendReminder(registration.id, instant(starts_at)))).await;
    scene.ended(id).await
}

const NOON: &str = "2030-01-02T12:00:00Z";

#[tokio::test(start_paused = true)]
async fn a_reminder_says_whether_it_went_out() {
    for (starts_at, outcome) in [(NOON, "sent"), ("2030-01-02T13:00:00Z", "not_needed")] {
        let job = sent(Vec::new(), starts_at).await;
        let result = format!(r#"{{"outcome":"{outcome}"}}"#);
        assert_eq!((job.state, job.result, job.attempts), (JobState::Succeeded, Some(result), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_mail_server_that_is_away_is_tried_again() {
    let away = || NotifyError::Unavailable("away".into());
    let job = sent(vec![away(), away()], NOON).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 3));
    let job = sent((0..Job::DEFAULT_MAX_ATTEMPTS).map(|_| away()).collect(), NOON).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, Job::DEFAULT_MAX_ATTEMPTS));
    assert_eq!(job.last_error.as_deref(), Some("messages cannot be handed over now"));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_refused_is_not_tried_again() {
    let job = sent(vec![NotifyError::Refused("no such box".into())], NOON).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 1));
    assert_eq!(job.last_error.as_deref(), Some("the message was refused"));
}

#[tokio::test(start_paused = true)]
async fn a_sweep_says_how_many_it_took() {
    let scene = Scene::new();
    let Case { registration, reminders } = case(&scene, Vec::new());
    let mut unit = FakeUnitOfWork::default();
    unit.registrations
        .expect_take_reminders()
        .return_once(move |_, _, _| Ok(vec![(registration.id, instant(NOON))]));
    unit.jobs.expect_add().returning(|_| Ok(true));
    let reminders = Reminders {
        store: Arc::new(FakeStore::default().then(unit)),
        ahead: Some(std::time::Duration::from_secs(1)),
        notifier: Arc::new(MockNotifier::new()),
        ..reminders
    };
    let _worker = scene.start(all(reminders));
    let id = scene.add(&a_job(&Task::SweepReminders)).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.result.as_deref()), (JobState::Succeeded, Some(r#"{"taken":1}"#)));
}

#[tokio::test(start_paused = true)]
async fn old_sessions_are_removed() {
    let scene = Scene::new();
    let mut unit = FakeUnitOfWork::default();
    unit.sessions.expect_prune().returning(|_, _| Ok(3));
    let store = Arc::new(FakeStore::default().then(unit));
    let maintenance = Maintenance { store, ..crate::prune_jobs::maintenance(&scene) };
    let handler = PruneSessions(maintenance);
    let handlers = Handlers::default().with(Task::PruneSessions.kind(), PruneSessions::TIMEOUT, handler);
    let _worker = scene.start(handlers);
    let id = scene.add(&a_job(&Task::PruneSessions)).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.result.as_deref()), (JobState::Succeeded, Some(r#"{"removed":3}"#)));
}
