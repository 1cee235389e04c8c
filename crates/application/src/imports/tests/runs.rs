//! Imports that jobs do, from the file to the end of the job.

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::{
    event::ImportOutcome,
    import::{Import, ImportTally, RejectedRecord},
    job::{FencingToken, JobId, Lease, Progress, Settlement},
    ports::{
        BlobError, BlobStore, MockBlobReader, MockBlobStore, MockImportQueries, MockJobQueries,
        MockUserQueries,
    },
    user::User,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, MemoryBlobs, SequentialIds, a_user, unique_id,
};
use serde_json::json;

use super::*;
use crate::{
    Context,
    imports::{BATCH_ROWS, ImportJobError, ImportJobs, Imports, RunError},
    testing::{Written, busy, down, must_be_send, unheard},
};

fn system() -> Context {
    Context::system("test".to_owned())
}

/// An import of this file that is so far.
pub(super) struct Scene {
    pub(super) import: Import,
    pub(super) owner: Option<User>,
    lease: Lease,
    pub(super) blobs: Arc<dyn BlobStore>,
    max_reported: u64,
    pub(super) timeout: Duration,
}

impl Scene {
    pub(super) fn of(file: &str) -> Self {
        let job_id = JobId::new(unique_id());
        let blobs = MemoryBlobs::new(Arc::new(FixedClock::default()));
        blobs.put(Import::file_key(job_id).as_str(), file.as_bytes());
        let owner = a_user("ana").editor().build();
        let import = Import {
            job_id,
            owner: owner.id,
            format: "unknown".to_owned(),
            dry_run: false,
            bytes: file.len() as u64,
            tally: ImportTally::default(),
        };
        let lease = Lease { job_id, token: FencingToken(1) };
        Self {
            import,
            owner: Some(owner),
            lease,
            blobs: Arc::new(blobs),
            max_reported: 100,
            timeout: Duration::from_secs(600),
        }
    }

    fn so_far(mut self, tally: ImportTally) -> Self {
        self.import.tally = tally;
        self
    }

    fn jobs(&self, store: FakeStore) -> ImportJobs {
        let (import, mut queries) = (self.import.clone(), MockImportQueries::new());
        queries.expect_find().returning(move |_| Ok(Some(import.clone())));
        let (owner, mut users) = (self.owner.clone(), MockUserQueries::new());
        users.expect_find().returning(move |id| Ok(owner.clone().filter(|owner| owner.id == id)));
        ImportJobs {
            imports: Imports {
                store: Arc::new(store),
                changes: unheard(),
                clock: Arc::new(FixedClock::default()),
                ids: Arc::new(SequentialIds::default()),
            },
            queries: Arc::new(queries),
            jobs: Arc::new(MockJobQueries::new()),
            users: Arc::new(users),
            blobs: Arc::clone(&self.blobs),
            max_bytes: 1_000_000,
            max_reported: self.max_reported,
            timeout: self.timeout,
        }
    }

    pub(super) async fn run(&self, store: FakeStore) -> Result<Vec<Progress>, ImportJobError> {
        let mut told = Vec::new();
        let mut tell = |progress| {
            told.push(progress);
            ControlFlow::Continue(())
        };
        self.jobs(store).run(&system(), self.lease, &mut tell).await.map(|()| told)
    }
}

/// What units were given.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Did {
    Added(Vec<String>),
    Noted(ImportTally, Vec<u64>),
    Restarted,
    Settled(Settlement),
    Enqueued(String),
}

/// A unit that takes everything, and what of it lasts.
pub(super) fn unit() -> (FakeUnitOfWork, Written<Did>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.events.expect_import().returning(move |rows| {
        let titles = rows.iter().map(|row| row.event.details.title.as_str().to_owned());
        log.push(Did::Added(titles.collect()));
        Ok(vec![ImportOutcome::Added; rows.len()])
    });
    let log = written.clone();
    unit.imports.expect_advance().returning(move |_, tally, rejected| {
        log.push(Did::Noted(*tally, rejected.iter().map(|RejectedRecord { record, .. }| *record).collect()));
        Ok(())
    });
    let log = written.clone();
    unit.imports.expect_restart().returning(move |_| {
        log.push(Did::Restarted);
        Ok(())
    });
    unit.jobs.expect_hold().returning(|_| Ok(true));
    let log = written.clone();
    unit.jobs.expect_settle().returning(move |_, settlement| {
        log.push(Did::Settled(settlement.clone()));
        Ok(true)
    });
    let log = written.clone();
    unit.jobs.expect_add().returning(move |job| {
        log.push(Did::Enqueued(format!("{} {}", job.kind, job.payload)));
        Ok(true)
    });
    (unit, written)
}

/// A unit of a job that somebody else has.
fn lost() -> (FakeUnitOfWork, Written<Did>) {
    let (mut unit, written) = unit();
    unit.jobs.checkpoint();
    unit.jobs.expect_hold().returning(|_| Ok(false));
    unit.jobs.expect_settle().returning(|_, _| Ok(false));
    (unit, written)
}

/// One object a line; those without a title are bad.
pub(super) fn lines(titles: impl IntoIterator<Item = String>) -> String {
    titles.into_iter().map(|title| format!("{}\n", own(&title))).collect()
}

fn numbered(records: usize) -> String {
    lines((1..=records).map(|number| number.to_string()))
}

fn tally(added: u64, already_there: u64, rejected: u64) -> ImportTally {
    ImportTally { records: added + already_there + rejected, added, already_there, rejected }
}

fn result(settled: &Did) -> serde_json::Value {
    match settled {
        Did::Settled(Settlement::Succeeded { result: Some(result), .. }) => {
            serde_json::from_str(result).unwrap()
        }
        did => panic!("not settled: {did:?}"),
    }
}

#[tokio::test]
async fn each_batch_is_noted_in_its_unit_and_the_last_one_ends_the_job_and_the_file() {
    let scene = Scene::of(&numbered(BATCH_ROWS + 1));
    let ((first, first_did), (second, second_did), (last, last_did)) = (unit(), unit(), unit());
    let told = scene.run(FakeStore::default().then(first).then(second).then(last)).await.unwrap();

    let full = BATCH_ROWS as u64;
    assert!(matches!(&first_did.lasting()[..], [Did::Added(rows), Did::Noted(noted, _)]
        if rows.len() == BATCH_ROWS && *noted == tally(full, 0, 0)));
    let rest = [Did::Added(vec![(full + 1).to_string()]), Did::Noted(tally(full + 1, 0, 0), Vec::new())];
    assert_eq!(second_did.lasting(), rest);
    let [settled, enqueued] = &last_did.lasting()[..] else { panic!("{:?}", last_did.lasting()) };
    let done =
        json!({"records": full + 1, "added": full + 1, "already_there": 0, "rejected": 0, "dry_run": false});
    assert_eq!(result(settled), done);
    let removed = format!("blobs.remove {{\"keys\":[\"imports/{}\"]}}", scene.import.job_id);
    assert_eq!(*enqueued, Did::Enqueued(removed));
    // In bytes; at the end all of them.
    let total = Some(scene.import.bytes);
    assert!(told[0].total == total && told[0].done > 0 && told[0].done <= scene.import.bytes);
    assert_eq!(told[1], Progress { done: scene.import.bytes, total });
}

#[tokio::test]
async fn a_run_goes_on_after_the_records_that_were_done_good_and_bad() {
    let titles = ["1", "", "3", "", "5", "6"].map(str::to_owned);
    let scene = Scene::of(&lines(titles)).so_far(tally(1, 1, 1));
    let ((rest, did), (last, ended)) = (unit(), unit());
    scene.run(FakeStore::default().then(rest).then(last)).await.unwrap();
    let added = Did::Added(["5", "6"].map(str::to_owned).into());
    assert_eq!(did.lasting(), [added, Did::Noted(tally(3, 1, 2), vec![4])]);
    let done = json!({"records": 6, "added": 3, "already_there": 1, "rejected": 2, "dry_run": false});
    assert_eq!(result(&ended.lasting()[0]), done);
}

#[tokio::test]
async fn of_large_rows_fewer_are_written_at_once() {
    let row = |number: usize| {
        let mut row = own(&number.to_string());
        row["description"] = "x".repeat(10_000).into();
        format!("{row}\n")
    };
    let scene = Scene::of(&(1..=450).map(row).collect::<String>());
    let ((first, did), (rest, rest_did), (last, _)) = (unit(), unit(), unit());
    scene.run(FakeStore::default().then(first).then(rest).then(last)).await.unwrap();
    let added = |did: &Written<Did>| match &did.lasting()[0] {
        Did::Added(rows) => rows.len(),
        did => panic!("{did:?}"),
    };
    let (first, rest) = (added(&did), added(&rest_did));
    assert!(first + rest == 450 && (400..440).contains(&first), "{first} and {rest}");
}

#[tokio::test]
async fn what_was_done_to_the_end_is_only_settled() {
    let scene = Scene::of(&numbered(3)).so_far(tally(3, 0, 0));
    let (last, ended) = unit();
    scene.run(FakeStore::default().then(last)).await.unwrap();
    assert_eq!(result(&ended.lasting()[0])["added"], 3);
}

#[tokio::test]
async fn who_lost_the_job_writes_nothing() {
    let scene = Scene::of(&numbered(1));
    let (late, did) = lost();
    let error = scene.run(FakeStore::default().then(late)).await.unwrap_err();
    assert!(matches!(error, ImportJobError::Run(RunError::Lost)), "{error:?}");
    assert_eq!(did.lasting(), []);

    let ((batch, _), (late, did)) = (unit(), lost());
    let error = scene.run(FakeStore::default().then(batch).then(late)).await.unwrap_err();
    assert!(matches!(error, ImportJobError::Run(RunError::Lost)) && !error.is_final(), "{error:?}");
    assert_eq!(did.lasting(), [], "its file is somebody else's as well");
}

#[tokio::test]
async fn a_unit_that_another_was_in_the_way_of_is_counted_once() {
    let scene = Scene::of(&numbered(2));
    let ((mut first, did), (second, noted), (last, ended)) = (unit(), unit(), unit());
    first.commit_error = Some(busy());
    scene.run(FakeStore::default().then(first).then(second).then(last)).await.unwrap();
    assert_eq!(did.lasting(), []);
    assert_eq!(noted.lasting()[1], Did::Noted(tally(2, 0, 0), Vec::new()));
    assert_eq!(result(&ended.lasting()[0])["added"], 2);
}

#[tokio::test]
async fn only_the_first_that_are_left_out_are_told_of_and_all_are_counted() {
    let empty = |count: usize| lines(vec![String::new(); count]);
    let scene = Scene { max_reported: 3, ..Scene::of(&empty(4)).so_far(tally(0, 0, 1)) };
    let ((rest, did), (last, ended)) = (unit(), unit());
    scene.run(FakeStore::default().then(rest).then(last)).await.unwrap();
    assert_eq!(did.lasting()[1], Did::Noted(tally(0, 0, 4), vec![2, 3]));
    assert_eq!(result(&ended.lasting()[0])["rejected"], 4);
}

#[tokio::test]
async fn a_dry_run_leaves_only_its_count_and_begins_anew() {
    let mut scene = Scene::of(&lines(["1", "", "1"].map(str::to_owned))).so_far(tally(1, 0, 0));
    scene.import.dry_run = true;
    let ((restart, restarted), (batch, tried), (note, noted), (last, ended)) =
        (unit(), unit(), unit(), unit());
    scene.run(FakeStore::default().then(restart).then(batch).then(note).then(last)).await.unwrap();
    assert_eq!(restarted.lasting(), [Did::Restarted]);
    assert_eq!(tried.lasting(), []);
    assert_eq!(noted.lasting(), [Did::Noted(tally(2, 0, 1), vec![2])]);
    let done = json!({"records": 3, "added": 2, "already_there": 0, "rejected": 1, "dry_run": true,
                      "repeats_known": true});
    assert_eq!(result(&ended.lasting()[0]), done);
}

#[tokio::test]
async fn who_is_told_to_stop_stops_after_the_batch() {
    let scene = Scene::of(&numbered(BATCH_ROWS + 1));
    let (first, did) = unit();
    let jobs = scene.jobs(FakeStore::default().then(first));
    let error = jobs.run(&system(), scene.lease, &mut |_| ControlFlow::Break(())).await.unwrap_err();
    assert!(matches!(error, ImportJobError::Run(RunError::Stopped)), "{error:?}");
    assert_eq!(did.lasting().len(), 2, "what went in stays");
}

#[tokio::test]
async fn a_file_that_breaks_off_is_final_and_what_went_in_stays() {
    let scene = Scene::of(&format!("[{},", own("1")));
    let (first, did) = unit();
    let error = scene.run(FakeStore::default().then(first)).await.unwrap_err();
    assert!(error.is_final(), "{error:?}");
    assert_eq!(error.to_string(), "line 1: the array breaks off");
    assert_eq!(did.lasting()[1], Did::Noted(tally(1, 0, 0), Vec::new()));
}

#[tokio::test]
async fn what_is_gone_is_final_and_what_fails_is_not() {
    let scene = Scene::of("");
    let mut jobs = scene.jobs(FakeStore::default());
    jobs.blobs = Arc::new(MemoryBlobs::new(Arc::new(FixedClock::default())));
    let gone = jobs.run(&system(), scene.lease, &mut |_| ControlFlow::Continue(())).await.unwrap_err();
    assert!(matches!(gone, ImportJobError::FileGone) && gone.is_final(), "{gone:?}");

    let mut queries = MockImportQueries::new();
    queries.expect_find().returning(|_| Ok(None));
    jobs.queries = Arc::new(queries);
    let gone = jobs.run(&system(), scene.lease, &mut |_| ControlFlow::Continue(())).await.unwrap_err();
    assert!(matches!(gone, ImportJobError::Gone) && gone.is_final(), "{gone:?}");

    let failing = Scene::of(&numbered(1)).run(FakeStore::default().failing(down())).await.unwrap_err();
    assert!(!failing.is_final(), "{failing:?}");
}

/// A disk that fails in the middle is no end of the file.
#[tokio::test]
async fn a_blob_that_cannot_be_read_on_ends_nothing() {
    let part = numbered(3);
    let pieces =
        Arc::new(Mutex::new(vec![Err(BlobError::Failed("the disk".into())), Ok(Some(part.into_bytes()))]));
    let mut store = MockBlobStore::new();
    store.expect_read().return_once(move |_, _| {
        let mut reader = MockBlobReader::new();
        reader.expect_next().returning(move || pieces.lock().unwrap().pop().unwrap());
        Ok(Some(Box::new(reader)))
    });
    let mut scene = Scene::of("");
    scene.blobs = Arc::new(store);
    let (first, did) = unit();
    let error = scene.run(FakeStore::default().then(first)).await.unwrap_err();
    assert!(!error.is_final(), "{error:?}");
    assert!(
        matches!(&error, ImportJobError::Run(RunError::File(ImportFileError::Unreadable(_)))),
        "{error:?}"
    );
    // What came before it went in.
    assert!(matches!(&did.lasting()[..], [] | [Did::Added(_), Did::Noted(..)]));
}

#[tokio::test]
async fn the_future_can_be_sent() {
    let scene = Scene::of("");
    let jobs = scene.jobs(FakeStore::default());
    must_be_send(jobs.run(&system(), scene.lease, &mut |_| ControlFlow::Continue(())));
}
