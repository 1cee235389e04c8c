use fasttrack_domain::{
    StoreError,
    import::{Import, ImportTally, RejectedRecord},
    job::{Job, JobId, JobState},
    time::Timestamp,
    user::User,
};
use fasttrack_test_support::{a_job, a_user, unique_id};

use crate::{
    Harness, assert_conflict,
    jobs::{later, now},
    races::race,
};

fn an_import(job: &Job, owner: &User) -> Import {
    let tally = ImportTally::default();
    Import { job_id: job.id, owner: owner.id, format: "csv".to_owned(), dry_run: false, bytes: 1_000, tally }
}

fn rejected(record: u64) -> RejectedRecord {
    RejectedRecord {
        record,
        line: record + 1,
        column: Some("title".to_owned()),
        code: "required".to_owned(),
        detail: "must not be empty".to_owned(),
    }
}

/// As many records, of which all but one were left out.
fn tally(records: u64) -> ImportTally {
    ImportTally { records, added: 1, already_there: 0, rejected: records - 1 }
}

impl Harness {
    async fn add_import(&self, job: &Job, import: &Import) {
        let mut unit = self.unit().await;
        assert!(unit.jobs().add(job).await.unwrap());
        unit.imports().add(import).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// An import of a job that waits.
    async fn some_import(&self, owner: &User) -> Import {
        let job = a_job("work").of(owner).build();
        let import = an_import(&job, owner);
        self.add_import(&job, &import).await;
        import
    }

    async fn import(&self, job: JobId) -> Option<Import> {
        self.imports.find(job).await.unwrap()
    }

    async fn advance(&self, job: JobId, tally: &ImportTally, rejected: &[RejectedRecord]) {
        let mut unit = self.unit().await;
        unit.imports().advance(job, tally, rejected).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn rejections(&self, job: JobId) -> Vec<RejectedRecord> {
        self.imports.rejected(job, 0, u16::MAX).await.unwrap()
    }

    async fn try_prune_reports(&self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        let mut unit = self.store.begin().await?;
        let removed = unit.imports().prune(ended_before, most).await?;
        unit.commit().await?;
        Ok(removed)
    }
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let user = harness.some_user().await;
    let most = i64::MAX.unsigned_abs();
    let plain = a_job("work").build();
    let full = a_job("work").build();
    let all = [
        (plain.clone(), an_import(&plain, &user)),
        (
            full.clone(),
            Import {
                format: "ünï".to_owned(),
                dry_run: true,
                bytes: most,
                tally: ImportTally { records: most, added: most - 3, already_there: 2, rejected: 1 },
                ..an_import(&full, &user)
            },
        ),
    ];
    for (job, import) in &all {
        harness.add_import(job, import).await;
        assert_eq!(harness.import(job.id).await.as_ref(), Some(import));
        assert_eq!(harness.rejections(job.id).await, []);
    }
    assert_eq!(harness.import(JobId::new(unique_id())).await, None);
}

pub(crate) async fn an_import_needs_its_owner(harness: &Harness) {
    let job = a_job("work").build();
    let mut unit = harness.unit().await;
    assert!(unit.jobs().add(&job).await.unwrap());
    let nobody = a_user("nobody").build();
    assert_conflict!(unit.imports().add(&an_import(&job, &nobody)).await, UserUnknown);
}

pub(crate) async fn an_import_goes_with_its_job_and_its_owner(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let ended = a_job("work").of(&user).ended(JobState::Dead, now()).build();
    harness.add_import(&ended, &an_import(&ended, &user)).await;
    let (of_user, of_other) = (harness.some_import(&user).await, harness.some_import(&other).await);
    for job in [ended.id, of_user.job_id, of_other.job_id] {
        harness.advance(job, &tally(2), &[rejected(1)]).await;
    }
    let left = async || {
        let mut left = Vec::new();
        for job in [ended.id, of_user.job_id, of_other.job_id] {
            let report = harness.rejections(job).await;
            left.push((harness.import(job).await.is_some(), report.len()));
        }
        left
    };
    let mut unit = harness.unit().await;
    assert_eq!(unit.jobs().prune(later(1), 10).await.unwrap(), 1);
    unit.commit().await.unwrap();
    assert_eq!(left().await, [(false, 0), (true, 1), (true, 1)]);
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(left().await, [(false, 0), (false, 0), (true, 1)]);
    assert_eq!(harness.job(of_user.job_id).await.owner, None);
}

pub(crate) async fn how_far_it_is_comes_with_the_unit(harness: &Harness) {
    let user = harness.some_user().await;
    let (import, bystander) = (harness.some_import(&user).await, harness.some_import(&user).await);
    let bare = RejectedRecord { column: None, detail: String::new(), ..rejected(7) };
    let mut unit = harness.unit().await;
    unit.imports().advance(import.job_id, &tally(9), std::slice::from_ref(&bare)).await.unwrap();
    drop(unit);
    assert_eq!(harness.import(import.job_id).await.as_ref(), Some(&import));
    assert_eq!(harness.rejections(import.job_id).await, []);

    harness.advance(import.job_id, &tally(9), std::slice::from_ref(&bare)).await;
    // Nothing was left out since then.
    harness.advance(import.job_id, &tally(10), &[]).await;
    harness.advance(import.job_id, &tally(14), &[rejected(12), rejected(13)]).await;
    assert_eq!(harness.import(import.job_id).await, Some(Import { tally: tally(14), ..import.clone() }));
    assert_eq!(harness.rejections(import.job_id).await, [bare, rejected(12), rejected(13)]);
    assert_eq!(harness.import(bystander.job_id).await.as_ref(), Some(&bystander));
    assert_eq!(harness.rejections(bystander.job_id).await, []);
}

pub(crate) async fn very_many_are_left_out_at_once(harness: &Harness) {
    let user = harness.some_user().await;
    let import = harness.some_import(&user).await;
    let all: Vec<_> = (1..=1_201).map(rejected).collect();
    harness.advance(import.job_id, &tally(1_202), &all).await;
    assert_eq!(harness.rejections(import.job_id).await, all);
}

pub(crate) async fn reports_are_read_in_pages(harness: &Harness) {
    let user = harness.some_user().await;
    let (import, other) = (harness.some_import(&user).await, harness.some_import(&user).await);
    let all: Vec<_> = [3, 5, 8, 13].map(rejected).into();
    harness.advance(import.job_id, &tally(20), &all).await;
    harness.advance(other.job_id, &tally(20), &[rejected(4)]).await;
    for (after, most, found) in [(0, 2, &all[..2]), (5, 2, &all[2..]), (4, 9, &all[1..]), (13, 2, &[])] {
        assert_eq!(harness.imports.rejected(import.job_id, after, most).await.unwrap(), found);
    }
    assert_eq!(harness.imports.rejected(import.job_id, u64::MAX, 1).await.unwrap(), []);
    assert_eq!(harness.imports.rejected(JobId::new(unique_id()), 0, 1).await.unwrap(), []);
}

pub(crate) async fn a_new_beginning_forgets_what_was_done(harness: &Harness) {
    let user = harness.some_user().await;
    let (import, other) = (harness.some_import(&user).await, harness.some_import(&user).await);
    for job in [import.job_id, other.job_id] {
        harness.advance(job, &tally(9), &[rejected(2)]).await;
    }
    let mut unit = harness.unit().await;
    unit.imports().restart(import.job_id).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(harness.import(import.job_id).await.as_ref(), Some(&import));
    assert_eq!(harness.rejections(import.job_id).await, []);
    assert_eq!(harness.import(other.job_id).await.unwrap().tally, tally(9));
    assert_eq!(harness.rejections(other.job_id).await, [rejected(2)]);
    // And the same may be left out again.
    harness.advance(import.job_id, &tally(9), &[rejected(2)]).await;
}

pub(crate) async fn jobs_that_are_imports_are_known(harness: &Harness) {
    let user = harness.some_user().await;
    let (first, second) = (harness.some_import(&user).await, harness.some_import(&user).await);
    let no_import = a_job("work").build();
    harness.add_job(&no_import).await;
    let asked = [first.job_id, no_import.id, JobId::new(unique_id()), second.job_id];
    let mut known = harness.imports.known(&asked).await.unwrap();
    known.sort();
    let mut imports = [first.job_id, second.job_id];
    imports.sort();
    assert_eq!(known, imports);
    assert_eq!(harness.imports.known(&[]).await.unwrap(), []);
}

pub(crate) async fn old_reports_are_removed_bit_by_bit(harness: &Harness) {
    let user = harness.some_user().await;
    let jobs = [
        a_job("work").ended(JobState::Dead, later(1)).build(),
        a_job("work").ended(JobState::Succeeded, later(2)).build(),
        a_job("work").ended(JobState::Dead, later(9)).build(),
        a_job("work").build(),
    ];
    for job in &jobs {
        harness.add_import(job, &an_import(job, &user)).await;
        harness.advance(job.id, &tally(6), &[1, 2, 3, 4, 5].map(rejected)).await;
    }
    let prune = async |most| harness.try_prune_reports(later(9), most).await.unwrap();
    assert_eq!(prune(0).await, 0);
    assert_eq!(prune(7).await, 7);
    assert_eq!(prune(7).await, 3);
    assert_eq!(prune(7).await, 0);
    let mut left = Vec::new();
    for job in &jobs {
        left.push(harness.rejections(job.id).await.len());
        // The import stays as long as its job.
        assert_eq!(harness.import(job.id).await.unwrap().tally, tally(6));
    }
    assert_eq!(left, [0, 0, 5, 5]);
}

pub(crate) async fn several_remove_each_record_once(harness: &Harness) {
    let user = harness.some_user().await;
    let job = a_job("work").ended(JobState::Dead, now()).build();
    harness.add_import(&job, &an_import(&job, &user)).await;
    let all: Vec<_> = (1..=100).map(rejected).collect();
    harness.advance(job.id, &tally(101), &all).await;
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move { harness.try_prune_reports(later(1), 20).await }
    })
    .await;
    let removed: u64 = results.into_iter().map(Result::unwrap).sum();
    assert_eq!(harness.rejections(job.id).await.len() as u64, 100 - removed);
    assert!(removed > 0);
}
