use fasttrack_domain::job::JobKind;

use crate::jobs::{Task, TaskError};

/// Each kind, with its word and a payload of it. Both are in databases: they stay readable for ever.
const KEPT: [(Task, &str, &str); 1] = [(Task::PruneJobs, "jobs.prune", "{}")];

fn kind(word: &str) -> JobKind {
    word.parse().unwrap()
}

#[test]
fn every_task_keeps_its_word_and_its_payload() {
    for (task, word, payload) in KEPT {
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
