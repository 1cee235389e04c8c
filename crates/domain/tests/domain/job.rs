use fasttrack_domain::job::{Job, JobKind, Progress, Settlement};
use fasttrack_domain::time::Timestamp;

#[test]
fn a_kind_is_a_short_word_however_it_is_made() {
    let longest = "x".repeat(JobKind::MAX);
    for word in ["a", "jobs.prune", "a_1", &longest] {
        assert_eq!(word.parse::<JobKind>().unwrap().as_str(), word);
    }
    for word in ["", "A", "a b", "a-b", "é", &format!("{longest}x")] {
        assert_eq!(word.parse::<JobKind>().unwrap_err().code, "invalid_job_kind", "{word}");
    }
    assert_eq!(JobKind::of("jobs.prune"), "jobs.prune".parse().unwrap());
    assert!(std::panic::catch_unwind(|| JobKind::of("Jobs")).is_err());
}

#[test]
fn of_an_error_is_kept_what_every_store_can_write() {
    assert_eq!(Job::kept_error("broken"), "broken");
    assert_eq!(Job::kept_error("a\0b"), "a\u{fffd}b");
    assert_eq!(Job::kept_error(&"é".repeat(Job::MAX_ERROR + 1)), "é".repeat(Job::MAX_ERROR));
}

#[test]
fn only_what_was_not_finished_is_given_back() {
    let (at, progress) = (Timestamp::EPOCH, Some(Progress { done: 3, total: None }));
    let released = Settlement::Released { progress };
    assert_eq!((released.attempts_given_back(), released.progress()), (1, progress));
    for other in [
        Settlement::Succeeded { result: None, at },
        Settlement::Retry { error: String::new(), run_at: at },
        Settlement::Dead { error: String::new(), at },
        Settlement::Cancelled { at },
    ] {
        assert_eq!((other.attempts_given_back(), other.progress()), (0, None), "{other:?}");
    }
}
