use fasttrack_domain::{
    Constraint, StoreError,
    access::Scope,
    job::{Job, JobId, JobState},
};
use fasttrack_test_support::{FakeUnitOfWork, a_user, instant, unique_id};

use super::{a_job, an_admin, jobs_on, unit_with};
use crate::{
    authorise::Denied,
    jobs::JobError,
    testing::{by, by_system, noted, store_of, untouched_store},
};

#[tokio::test]
async fn a_job_that_was_given_up_or_called_off_begins_anew() {
    for state in [JobState::Dead, JobState::Cancelled] {
        let job = Job {
            attempts: 5,
            cancel_requested: true,
            last_error: Some("no luck".to_owned()),
            ..a_job(None, state)
        };
        let expected = Job {
            state: JobState::Waiting,
            attempts: 0,
            run_at: instant("2030-01-01T12:00:00Z"),
            cancel_requested: false,
            finished_at: None,
            ..job.clone()
        };
        for ctx in [an_admin(), by_system()] {
            let (unit, written) = unit_with(&job);
            let log = unit.audit_log();
            assert_eq!(jobs_on(store_of(unit)).retry(&ctx, job.id).await.unwrap().done().job, expected);
            assert_eq!(written.lasting(), std::slice::from_ref(&expected));
            let who = ctx.user().map_or_else(|_| "system".to_owned(), |user| user.user_id.to_string());
            let line = format!("{who} job.retried job {} {{\"kind\":\"jobs.prune\"}}", job.id);
            assert_eq!(noted(&log), [line]);
        }
    }
}

#[tokio::test]
async fn any_other_job_stays_as_it_is() {
    for state in [JobState::Waiting, JobState::Running, JobState::Succeeded] {
        let job = a_job(None, state);
        let (unit, written) = unit_with(&job);
        let log = unit.audit_log();
        let result = jobs_on(store_of(unit)).retry(&an_admin(), job.id).await;
        assert!(matches!(result, Err(JobError::NotRetryable)), "{result:?}");
        assert_eq!(written.lasting(), []);
        assert_eq!(noted(&log), [""; 0]);
    }
}

#[tokio::test]
async fn only_admins_have_jobs_done_again_their_own_included() {
    let ana = a_user("ana").editor().build();
    let job = a_job(Some(&ana), JobState::Dead);
    let result = jobs_on(untouched_store()).retry(&by(&ana), job.id).await;
    let denied = Denied::InsufficientScope(Scope::JobsManage);
    assert!(matches!(result, Err(JobError::Denied(reason)) if reason == denied), "{result:?}");

    let (unit, _) = unit_with(&job);
    let result = jobs_on(store_of(unit)).retry(&an_admin(), JobId::new(unique_id())).await;
    assert!(matches!(result, Err(JobError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn a_job_is_not_done_again_beside_another_that_does_the_same() {
    let job = a_job(None, JobState::Dead);
    let mut unit = FakeUnitOfWork::default();
    let there = job.clone();
    unit.jobs.expect_find().returning(move |_| Ok(Some(there.clone())));
    unit.jobs.expect_update().returning(|_| Err(StoreError::Conflict(Constraint::JobKeyTaken)));
    let result = jobs_on(store_of(unit)).retry(&an_admin(), job.id).await;
    assert!(matches!(result, Err(JobError::AlreadyThere)), "{result:?}");
}
