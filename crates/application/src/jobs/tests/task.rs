use fasttrack_domain::{
    id::Id,
    job::{JobId, JobKind},
    time::Timestamp,
};
use uuid::uuid;

use crate::jobs::{Task, TaskError};

/// Each kind, with its word and a payload of it. Both are in databases: they stay readable for ever.
fn kept() -> Vec<(Task, &'static str, &'static str)> {
    let id = uuid!("0197a3c0-0000-7000-8000-0000000000c1");
    vec![
        (Task::PruneJobs, "jobs.prune", "{}"),
        (Task::PruneSessions, "sessions.prune", "{}"),
        (Task::PruneIdempotencyKeys, "idempotency.prune", "{}"),
        (
            Task::RefreshForecast(Id::new(id)),
            "forecasts.refresh",
            r#"{"event_id":"0197a3c0-0000-7000-8000-0000000000c1"}"#,
        ),
        (Task::SweepForecasts, "forecasts.sweep", "{}"),
        (Task::ImportEvents, "imports.run", "{}"),
        (
            Task::MakeThumbnail(Id::new(id)),
            "attachments.thumbnail",
            r#"{"attachment_id":"0197a3c0-0000-7000-8000-0000000000c1"}"#,
        ),
        (
            Task::RemoveBlobs(vec!["imports/a".parse().unwrap(), "b".parse().unwrap()]),
            "blobs.remove",
            r#"{"keys":["imports/a","b"]}"#,
        ),
        (Task::SweepBlobs, "blobs.sweep", "{}"),
        (Task::SweepReminders, "reminders.sweep", "{}"),
        (Task::PruneApiKeys, "api_keys.prune", "{}"),
        (
            Task::SendReminder(Id::new(id), Timestamp::parse("2030-06-13T20:00:00Z").unwrap()),
            "reminders.send",
            r#"{"registration_id":"0197a3c0-0000-7000-8000-0000000000c1","starts_at":"2030-06-13T20:00:00Z"}"#,
        ),
        (Task::PruneAudit, "audit.prune", "{}"),
    ]
}

fn kind(word: &str) -> JobKind {
    word.parse().unwrap()
}

#[test]
fn every_task_keeps_its_word_and_its_payload() {
    for (task, word, payload) in kept() {
        assert_eq!(task.kind(), kind(word));
        assert_eq!(task.encode(), payload);
        assert_eq!(Task::decode(&kind(word), payload).unwrap(), task);
    }
}

#[test]
fn what_a_newer_version_adds_is_left_aside() {
    assert_eq!(Task::decode(&kind("jobs.prune"), r#"{"new": 1}"#).unwrap(), Task::PruneJobs);
}

#[test]
fn an_unknown_kind_is_told_from_a_payload_that_does_not_fit() {
    let unknown = Task::decode(&kind("tea.brew"), "{}");
    assert!(
        matches!(&unknown, Err(TaskError::UnknownKind(word)) if *word == kind("tea.brew")),
        "{unknown:?}"
    );
    for payload in ["", "[1]", "7", "{"] {
        let malformed = Task::decode(&kind("jobs.prune"), payload);
        assert!(matches!(malformed, Err(TaskError::Malformed { .. })), "{payload}: {malformed:?}");
    }
}

#[test]
fn what_is_about_one_thing_is_done_once_at_a_time() {
    let now = Timestamp::parse("2030-01-01T12:00:00Z").unwrap();
    for (task, word, payload) in kept() {
        let key = task.job(JobId::new(uuid!("0197a3c0-0000-7000-8000-0000000000c2")), now).unique_key;
        let expected = matches!(word, "forecasts.refresh" | "attachments.thumbnail")
            .then(|| "0197a3c0-0000-7000-8000-0000000000c1".parse().unwrap());
        assert_eq!(key, expected, "{word} {payload}");
    }
}

#[test]
fn a_key_that_is_none_does_not_fit() {
    let malformed = Task::decode(&kind("blobs.remove"), r#"{"keys":["../etc"]}"#);
    assert!(matches!(malformed, Err(TaskError::Malformed { .. })), "{malformed:?}");
}
