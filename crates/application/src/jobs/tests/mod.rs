mod cancel;
mod maintenance;
mod read;
mod retry;
mod task;

use std::sync::Arc;

use fasttrack_domain::{
    job::{Job, JobId, JobState},
    page::PageRequest,
    ports::MockJobQueries,
    user::User,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_user, instant, unique_id,
};

use super::{JobSelection, Jobs, Task};
use crate::{
    context::Context,
    testing::{Written, by, by_system, must_be_send, untouched_store},
};

/// One minute before the clock of [`jobs_on`].
fn a_job(owner: Option<&User>, state: JobState) -> Job {
    let now = instant("2030-01-01T11:59:00Z");
    let job = Task::PruneJobs.job(JobId::new(unique_id()), now);
    Job { owner: owner.map(|user| user.id), state, finished_at: state.is_final().then_some(now), ..job }
}

fn jobs_on(store: Arc<FakeStore>) -> Jobs {
    Jobs {
        store,
        queries: Arc::new(MockJobQueries::new()),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

fn an_admin() -> Context {
    by(&a_user("admin").admin().build())
}

/// A unit in which there is this job, and what is written of it.
fn unit_with(job: &Job) -> (FakeUnitOfWork, Written<Job>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let there = job.clone();
    unit.jobs.expect_find().returning(move |id| Ok(Some(there.clone()).filter(|job| job.id == id)));
    let log = written.clone();
    unit.jobs.expect_update().returning(move |job| {
        log.push(job.clone());
        Ok(())
    });
    (unit, written)
}

#[test]
fn every_use_case_can_move_between_threads() {
    let jobs = jobs_on(untouched_store());
    let (ctx, id) = (by_system(), JobId::new(unique_id()));
    let page = PageRequest::default();
    must_be_send(jobs.list(&ctx, &JobSelection::default(), &page));
    must_be_send(jobs.count(&ctx, &JobSelection::default()));
    must_be_send(jobs.get(&ctx, id));
    must_be_send(jobs.cancel(&ctx, id));
    must_be_send(jobs.retry(&ctx, id));
    must_be_send(maintenance::on(untouched_store()).prune_jobs());
    must_be_send(maintenance::on(untouched_store()).prune_idempotency_keys());
}
