use fasttrack_domain::job::{Job, JobState};
use fasttrack_test_support::{a_user, instant};

use super::{a_job, an_admin, jobs_on, unit_with};
use crate::{
    jobs::JobError,
    testing::{by, by_system, down, failing_at_commit, noted, store_of},
};

#[tokio::test]
async fn a_job_that_waits_is_over_at_once() {
    let ana = a_user("ana").editor().build();
    let job = a_job(Some(&ana), JobState::Waiting);
    let now = instant("2030-01-01T12:00:00Z");
    let expected = Job { state: JobState::Cancelled, finished_at: Some(now), ..job.clone() };
    let (own, admin) = (by(&ana), an_admin());
    let line = |who: &str| vec![format!("{who} job.cancelled job {} {{\"kind\":\"jobs.prune\"}}", job.id)];
    let by_admin = line(&admin.user().unwrap().user_id.to_string());
    // What is one's own anybody may call off.
    for (ctx, notes) in [(own, vec![]), (admin, by_admin), (by_system(), line("system"))] {
        let (unit, written) = unit_with(&job);
        let log = unit.audit_log();
        let cancelled = jobs_on(store_of(unit)).cancel(&ctx, job.id).await.unwrap();
        assert_eq!(cancelled.job, expected);
        assert_eq!(written.lasting(), std::slice::from_ref(&expected));
        assert_eq!(noted(&log), notes);
    }
}

#[tokio::test]
async fn one_that_runs_is_asked_to_stop() {
    let job = a_job(None, JobState::Running);
    let expected = Job { cancel_requested: true, ..job.clone() };
    let (unit, written) = unit_with(&job);
    assert_eq!(jobs_on(store_of(unit)).cancel(&an_admin(), job.id).await.unwrap().job, expected);
    assert_eq!(written.lasting(), [expected]);
}

#[tokio::test]
async fn one_that_is_over_stays_as_it_is() {
    for state in [JobState::Succeeded, JobState::Dead, JobState::Cancelled] {
        let job = a_job(None, state);
        let (unit, written) = unit_with(&job);
        let result = jobs_on(store_of(unit)).cancel(&an_admin(), job.id).await;
        assert!(matches!(result, Err(JobError::NotCancellable)), "{result:?}");
        assert_eq!(written.lasting(), []);
    }
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_there_to_be_called_off() {
    let ana = a_user("ana").editor().build();
    for job in [a_job(None, JobState::Waiting), a_job(Some(&ana), JobState::Dead)] {
        let (unit, written) = unit_with(&job);
        let result = jobs_on(store_of(unit)).cancel(&by(&a_user("bob").editor().build()), job.id).await;
        assert!(matches!(result, Err(JobError::NotFound)), "{result:?}");
        assert_eq!(written.lasting(), []);
    }
}

#[tokio::test]
async fn a_store_that_fails_calls_nothing_off() {
    let job = a_job(None, JobState::Waiting);
    let (unit, written) = unit_with(&job);
    let log = unit.audit_log();
    let store = store_of(failing_at_commit(unit, down()));
    let result = jobs_on(store).cancel(&an_admin(), job.id).await;
    assert!(matches!(result, Err(JobError::Store(_))), "{result:?}");
    assert_eq!(written.lasting(), []);
    assert_eq!(noted(&log), [""; 0]);
}
