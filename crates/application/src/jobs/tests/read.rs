use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    access::Scope,
    job::{Job, JobFilter, JobId, JobState, Progress},
    page::{Page, PageRequest},
    ports::{Clock as _, MockJobQueries},
};
use fasttrack_test_support::{FixedClock, a_user, instant, unique_id};

use super::{a_job, an_admin, jobs_on};
use crate::{
    jobs::{JobError, JobPhase, JobSelection, Jobs},
    testing::{by, by_system, by_token_of, scopes, untouched_store},
};

fn jobs_with(job: &Job) -> Jobs {
    let mut queries = MockJobQueries::new();
    let there = job.clone();
    queries.expect_find().returning(move |id| Ok(Some(there.clone()).filter(|job| job.id == id)));
    Jobs { queries: Arc::new(queries), ..jobs_on(untouched_store()) }
}

#[tokio::test]
async fn admins_see_every_job_and_others_their_own() {
    let (ana, bob) = (a_user("ana").editor().build(), a_user("bob").editor().build());
    let (own, of_system) = (a_job(Some(&ana), JobState::Running), a_job(None, JobState::Waiting));
    for (ctx, job, seen) in [
        (an_admin(), &own, true),
        (by_system(), &own, true),
        (by(&ana), &own, true),
        (by(&bob), &own, false),
        (an_admin(), &of_system, true),
        (by(&ana), &of_system, false),
    ] {
        let result = jobs_with(job).get(&ctx, job.id).await;
        if seen {
            assert_eq!(result.unwrap().job, *job);
        } else {
            assert!(matches!(result, Err(JobError::NotFound)), "{result:?}");
        }
    }
    let result = jobs_with(&own).get(&an_admin(), JobId::new(unique_id())).await;
    assert!(matches!(result, Err(JobError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn an_admin_whose_token_lacks_the_scope_is_as_the_others() {
    let admin = a_user("admin").admin().build();
    let ctx = by_token_of(&admin, scopes(&[Scope::EventsRead]));
    let (own, foreign) = (a_job(Some(&admin), JobState::Waiting), a_job(None, JobState::Waiting));
    assert_eq!(jobs_with(&own).get(&ctx, own.id).await.unwrap().job, own);
    let result = jobs_with(&foreign).get(&ctx, foreign.id).await;
    assert!(matches!(result, Err(JobError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn lists_and_counts_are_narrowed_to_what_may_be_seen() {
    let ana = a_user("ana").editor().build();
    let now = FixedClock::default().now();
    let all = |state, due| JobFilter { state: Some(state), due, ..JobFilter::default() };
    for (phase, filter) in [
        (JobPhase::Scheduled, all(JobState::Waiting, Some((now, false)))),
        (JobPhase::Queued, all(JobState::Waiting, Some((now, true)))),
        (JobPhase::Dead, all(JobState::Dead, None)),
    ] {
        for (ctx, owner) in [(by(&ana), Some(ana.id)), (an_admin(), None), (by_system(), None)] {
            let filters = Arc::new(Mutex::new(Vec::new()));
            let mut queries = MockJobQueries::new();
            let log = Arc::clone(&filters);
            queries.expect_list().returning(move |filter, _| {
                log.lock().unwrap().push(filter.clone());
                Ok(Page { items: Vec::new(), next: None })
            });
            let log = Arc::clone(&filters);
            queries.expect_count().returning(move |filter| {
                log.lock().unwrap().push(filter.clone());
                Ok(0)
            });
            let jobs = Jobs { queries: Arc::new(queries), ..jobs_on(untouched_store()) };
            let selection = JobSelection { phase: Some(phase), ..JobSelection::default() };

            jobs.list(&ctx, &selection, &PageRequest::default()).await.unwrap();
            jobs.count(&ctx, &selection).await.unwrap();

            let expected = JobFilter { owner, ..filter.clone() };
            assert_eq!(*filters.lock().unwrap(), [expected.clone(), expected]);
        }
    }
}

#[tokio::test]
async fn what_waits_is_told_apart_by_the_time() {
    let (past, future) = (instant("2030-01-01T12:00:00Z"), instant("2030-01-01T12:00:00.000001Z"));
    for (state, run_at, phase) in [
        (JobState::Waiting, past, "queued"),
        (JobState::Waiting, future, "scheduled"),
        (JobState::Running, future, "running"),
        (JobState::Succeeded, past, "succeeded"),
        (JobState::Dead, past, "dead"),
        (JobState::Cancelled, past, "cancelled"),
    ] {
        let job = Job { run_at, ..a_job(None, state) };
        let seen = jobs_with(&job).get(&by_system(), job.id).await.unwrap();
        assert_eq!(seen.phase.as_str(), phase);
    }
}

#[tokio::test]
async fn what_has_succeeded_is_at_its_end_and_nothing_else_is() {
    let progress = |done, total| Some(Progress { done, total });
    for (state, known, seen) in [
        (JobState::Succeeded, progress(90, Some(100)), progress(100, Some(100))),
        (JobState::Succeeded, progress(90, None), progress(90, None)),
        (JobState::Succeeded, None, None),
        (JobState::Running, progress(90, Some(100)), progress(90, Some(100))),
        (JobState::Cancelled, progress(90, Some(100)), progress(90, Some(100))),
        (JobState::Dead, progress(90, Some(100)), progress(90, Some(100))),
    ] {
        let job = Job { progress: known, ..a_job(None, state) };
        let view = jobs_with(&job).get(&an_admin(), job.id).await.unwrap();
        assert_eq!(view.job.progress, seen, "{state:?}, {known:?}");
    }
}
