use std::time::Duration;

use fasttrack_domain::{
    job::{Beat, Claim, Job, JobId, JobState, Progress, Settlement, Taken},
    time::Timestamp,
};
use fasttrack_test_support::{a_job, a_user, instant, unique_id};
use tokio::time::timeout;

use crate::{Harness, assert_conflict, users::LATEST};

/// Long enough for whoever need not wait.
pub(crate) const A_WHILE: Duration = Duration::from_millis(300);

/// When the cases take jobs: after all that the builders make.
pub(crate) fn now() -> Timestamp {
    instant("2030-01-01T12:00:00Z")
}

/// So many seconds later.
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_micros(now().micros() + seconds * 1_000_000).unwrap()
}

/// What was begun; nothing was to be ended.
pub(crate) fn begun(taken: Option<Taken>) -> Option<Claim> {
    let begun = |taken| match taken {
        Taken::Begun(claim) => Ok(claim),
        Taken::Ended(job) => Err(Box::new(job)),
    };
    taken.map(begun).transpose().unwrap()
}

impl Harness {
    pub(crate) async fn add_job(&self, job: &Job) -> bool {
        let mut unit = self.unit().await;
        let added = unit.jobs().add(job).await.unwrap();
        unit.commit().await.unwrap();
        added
    }

    pub(crate) async fn update_job(&self, job: &Job) {
        let mut unit = self.unit().await;
        assert!(unit.jobs().find(job.id).await.unwrap().is_some());
        unit.jobs().update(job).await.unwrap();
        unit.commit().await.unwrap();
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.jobs.find(id).await.unwrap().unwrap()
    }

    /// Takes a job of the kind `work` at this instant, for a minute; or ends it.
    pub(crate) async fn look(&self, at: Timestamp) -> Option<Taken> {
        let until = Timestamp::from_micros(at.micros() + 60_000_000).unwrap();
        self.queue.claim(&["work".parse().unwrap()], at, until).await.unwrap()
    }

    /// Takes a job, which is the first one.
    pub(crate) async fn take(&self, at: Timestamp) -> Option<Claim> {
        begun(self.look(at).await)
    }

    /// A job of the kind `work` that somebody took just now.
    pub(crate) async fn some_claim(&self) -> Claim {
        assert!(self.add_job(&a_job("work").build()).await);
        self.take(now()).await.unwrap()
    }
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let user = harness.some_user().await;
    let plain = a_job("a").build();
    let full = Job {
        payload: "{\"what\": \"ünï\"}".to_owned(),
        run_at: instant(LATEST),
        attempts: u32::MAX,
        max_attempts: u32::MAX,
        progress: Some(Progress { done: i64::MAX.unsigned_abs(), total: Some(0) }),
        last_error: Some("é".repeat(Job::MAX_ERROR)),
        result: Some(String::new()),
        cancel_requested: true,
        created_at: Timestamp::EPOCH,
        ..a_job(&"z_9.".repeat(16)).of(&user).key(&"é".repeat(200)).build()
    };
    let half = Job { progress: Some(Progress { done: 0, total: None }), ..a_job("a").build() };
    let mut all = vec![plain, full, half];
    for state in [JobState::Succeeded, JobState::Dead, JobState::Cancelled] {
        all.push(a_job("a").ended(state, instant(LATEST)).build());
    }
    for job in &all {
        assert!(harness.add_job(job).await);
        assert_eq!(harness.jobs.find(job.id).await.unwrap().as_ref(), Some(job));
        assert_eq!(harness.unit().await.jobs().find(job.id).await.unwrap().as_ref(), Some(job));
    }
    let unknown = JobId::new(unique_id());
    assert_eq!(harness.jobs.find(unknown).await.unwrap(), None);
    assert_eq!(harness.unit().await.jobs().find(unknown).await.unwrap(), None);
}

pub(crate) async fn a_job_on_an_account_needs_it(harness: &Harness) {
    let job = a_job("work").of(&a_user("nobody").build()).build();
    assert_conflict!(harness.unit().await.jobs().add(&job).await, UserUnknown);
}

pub(crate) async fn a_deleted_user_leaves_its_jobs(harness: &Harness) {
    let user = harness.some_user().await;
    let job = a_job("work").of(&user).build();
    harness.add_job(&job).await;
    let claim = harness.take(now()).await.unwrap();
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.job(job.id).await.owner, None);
    assert_eq!(harness.queue.beat(&claim.lease, later(60), None).await.unwrap(), Beat::Held);
}

pub(crate) async fn a_unit_that_is_rolled_back_leaves_no_job(harness: &Harness) {
    let job = a_job("work").key("only").build();
    let mut unit = harness.unit().await;
    assert!(unit.jobs().add(&job).await.unwrap());
    drop(unit);
    assert_eq!(harness.jobs.find(job.id).await.unwrap(), None);
    assert_eq!(harness.take(now()).await, None);
    // Not its key either.
    assert!(harness.add_job(&a_job("work").key("only").build()).await);
}

pub(crate) async fn a_job_is_not_taken_before_its_unit_is_committed(harness: &Harness) {
    let job = a_job("work").build();
    let mut unit = harness.unit().await;
    assert!(unit.jobs().add(&job).await.unwrap());
    assert_eq!(harness.jobs.find(job.id).await.unwrap(), None);
    unit.commit().await.unwrap();
    assert_eq!(harness.take(now()).await.unwrap().job.id, job.id);
}

pub(crate) async fn an_update_writes_every_field(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let job = a_job("work").of(&user).key("old").build();
    harness.add_job(&job).await;
    let bystander = a_job("work").build();
    harness.add_job(&bystander).await;
    let changed = Job {
        state: JobState::Dead,
        attempts: 3,
        progress: Some(Progress { done: 1, total: Some(2) }),
        last_error: Some("broken".to_owned()),
        result: Some("nothing".to_owned()),
        cancel_requested: true,
        finished_at: Some(later(1)),
        id: job.id,
        ..a_job("other").payload("x").of(&other).key("new").run_at(later(2)).max_attempts(7).build()
    };
    // And back again, which leaves nothing behind.
    for version in [&changed, &job] {
        harness.update_job(version).await;
        assert_eq!(&harness.job(job.id).await, version);
    }
    assert_eq!(harness.job(bystander.id).await, bystander);
}

pub(crate) async fn of_a_running_job_only_whether_it_should_stop_is_written(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    let asked = Job { cancel_requested: true, ..job.clone() };
    let confused = Job { state: JobState::Waiting, attempts: 0, payload: "x".to_owned(), ..asked.clone() };
    harness.update_job(&confused).await;
    assert_eq!(harness.job(job.id).await, asked);
    let beat = |until| harness.queue.beat(&lease, until, None);
    assert_eq!(beat(later(60)).await.unwrap(), Beat::CancelRequested);
    harness.update_job(&job).await;
    assert_eq!(beat(later(60)).await.unwrap(), Beat::Held);
}

pub(crate) async fn a_job_that_was_found_stays_as_it_is_until_the_unit_ends(harness: &Harness) {
    let job = a_job("work").build();
    harness.add_job(&job).await;
    let mut unit = harness.unit().await;
    let found = unit.jobs().find(job.id).await.unwrap().unwrap();
    // Whether others wait or find nothing, they do not get it.
    let taken = timeout(A_WHILE, harness.take(now())).await;
    assert!(matches!(taken, Err(_) | Ok(None)), "{taken:?}");
    unit.jobs().update(&Job { run_at: later(1), ..found }).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(harness.take(now()).await, None);
    assert_eq!(harness.take(later(1)).await.unwrap().job.id, job.id);
}

pub(crate) async fn a_job_that_failed_for_good_can_be_done_again(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    let dead = Settlement::Dead { error: "broken".to_owned(), at: later(1) };
    assert!(harness.queue.settle(&lease, &dead).await.unwrap());
    assert_eq!(harness.take(later(2)).await, None);
    let dead = harness.job(job.id).await;
    let again =
        Job { state: JobState::Waiting, attempts: 0, run_at: later(3), finished_at: None, ..dead.clone() };
    harness.update_job(&again).await;
    let claim = harness.take(later(3)).await.unwrap();
    assert_eq!((claim.job.attempts, claim.job.last_error), (1, dead.last_error));
    assert!(claim.lease.token > lease.token);
}
