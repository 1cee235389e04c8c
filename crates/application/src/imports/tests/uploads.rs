//! Files that are sent, and the jobs that they become.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    access::Scope,
    error::Cause,
    import::{Import, RejectedRecord},
    job::{Job, JobState},
    ports::{MockImportQueries, MockJobQueries, MockUserQueries},
    user::User,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, MemoryBlobs, SequentialIds, a_job, a_user,
};

use super::*;
use crate::{
    authorise::Denied,
    files::{IncomingFile, ReceiveError},
    imports::{ImportJobs, Imports, ReportFormat, StartImportError},
    jobs::{JobError, JobPhase},
    testing::{Written, by, by_system, by_token_of, down, scopes, store_of, unheard, untouched_store},
};

/// Comes in these pieces; counts what was asked for.
struct Pieces {
    pieces: VecDeque<Vec<u8>>,
    asked: usize,
}

fn file(pieces: &[&[u8]]) -> Pieces {
    Pieces { pieces: pieces.iter().map(|piece| piece.to_vec()).collect(), asked: 0 }
}

#[async_trait(?Send)]
impl IncomingFile for Pieces {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        self.asked += 1;
        Ok(self.pieces.pop_front())
    }
}

fn jobs(store: Arc<FakeStore>) -> (ImportJobs, MemoryBlobs) {
    let blobs = MemoryBlobs::new(Arc::new(FixedClock::default()));
    let jobs = ImportJobs {
        imports: Imports {
            store,
            changes: unheard(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
        },
        queries: Arc::new(MockImportQueries::new()),
        jobs: Arc::new(MockJobQueries::new()),
        users: Arc::new(MockUserQueries::new()),
        blobs: Arc::new(blobs.clone()),
        max_bytes: 100_000,
        max_reported: 100,
        timeout: Duration::from_secs(1),
    };
    (jobs, blobs)
}

/// A unit that takes a job and its import, or fails with the latter.
fn unit(failure: Option<StoreError>) -> (FakeUnitOfWork, Written<(Job, Option<Import>)>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.jobs.expect_add().returning(move |job| {
        log.push((job.clone(), None));
        Ok(true)
    });
    let (log, mut failure) = (written.clone(), failure);
    unit.imports.expect_add().returning(move |import| {
        log.push((a_job("import").build(), Some(import.clone())));
        failure.take().map_or(Ok(()), Err)
    });
    (unit, written)
}

fn ana() -> User {
    a_user("ana").editor().build()
}

const GOOD: &[u8] = b"title,starts_at,city\nSarau,2031-03-01T19:00:00Z,Olinda\n";

#[tokio::test]
async fn a_file_becomes_a_blob_an_import_and_a_job_of_who_sent_it() {
    let (user, (unit, written)) = (ana(), unit(None));
    let (jobs, blobs) = jobs(store_of(unit));
    let (head, rest) = GOOD.split_at(9);
    let view = jobs.start(&by(&user), &mut file(&[head, rest]), FormatHint::Csv, true).await.unwrap();

    assert_eq!((view.phase, view.job.owner), (JobPhase::Queued, Some(user.id)));
    assert_eq!((view.job.kind.as_str(), view.job.state), ("imports.run", JobState::Waiting));
    let key = format!("imports/{}", view.job.id);
    assert_eq!((blobs.keys(), blobs.bytes(&key).unwrap()), (vec![key], GOOD.to_vec()));
    let [(job, None), (_, Some(import))] = &written.lasting()[..] else { panic!("not written") };
    assert_eq!(*job, view.job);
    let expected = Import {
        job_id: view.job.id,
        owner: user.id,
        format: "csv".to_owned(),
        dry_run: true,
        bytes: GOOD.len() as u64,
        tally: Default::default(),
    };
    assert_eq!(*import, expected);
}

#[tokio::test]
async fn who_may_not_is_told_before_anything_is_read() {
    let (jobs, blobs) = jobs(untouched_store());
    let (viewer, editor) = (a_user("rui").build(), ana());
    let narrow = by_token_of(&editor, scopes(&[Scope::EventsWrite]));
    for (ctx, denied) in [
        (by(&viewer), Denied::InsufficientScope(Scope::ImportsWrite)),
        (narrow, Denied::InsufficientScope(Scope::ImportsWrite)),
        (by_system(), Denied::UsersOnly),
    ] {
        let mut sent = file(&[GOOD]);
        let refused = jobs.start(&ctx, &mut sent, FormatHint::Unknown, false).await;
        assert!(matches!(refused, Err(StartImportError::Denied(why)) if why == denied), "{denied:?}");
        assert_eq!(sent.asked, 0);
    }
    assert!(blobs.keys().is_empty());
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_and_not_kept() {
    let (jobs, blobs) = jobs(untouched_store());
    for (content, hint, code) in [
        (&b""[..], FormatHint::Unknown, "empty"),
        (b" \n", FormatHint::Unknown, "empty"),
        (b"PK\x03\x04\0", FormatHint::Csv, "binary"),
        (b"\xFF\xFEt\0", FormatHint::Unknown, "utf_16"),
        (b"title,city", FormatHint::Json, "not_json"),
        (b"{\n", FormatHint::Unknown, "not_lines"),
        (b"title,city\n", FormatHint::Unknown, "invalid_header"),
        (b"hello", FormatHint::Unknown, "invalid_header"),
        (b"[", FormatHint::Unknown, "broken_array"),
    ] {
        for sent in [&[content][..], &content.chunks(1).collect::<Vec<_>>()] {
            let refused = jobs.start(&by(&ana()), &mut file(sent), hint, false).await;
            let Err(StartImportError::File(error)) = refused else { panic!("{content:?} is taken") };
            assert_eq!(error.code(), code, "{content:?}");
        }
    }
    assert!(blobs.keys().is_empty());
}

/// Of hundreds of megabytes the first ones are enough.
#[tokio::test]
async fn what_cannot_be_imported_need_not_come_whole() {
    let (jobs, _) = jobs(untouched_store());
    let zeros = [0; 5_000];
    let mut sent = file(&[&zeros, &zeros, &zeros, &zeros]);
    let refused = jobs.start(&by(&ana()), &mut sent, FormatHint::Unknown, false).await;
    assert!(matches!(refused, Err(StartImportError::File(ImportFileError::Binary))));
    assert_eq!(sent.asked, 2);
}

/// The first bytes may end anywhere.
#[tokio::test]
async fn what_is_longer_than_its_first_bytes_is_not_judged_by_them_alone() {
    let event = format!("{{\"title\":\"Sarau\",\"description\":\"{}\"}}", "x".repeat(9_000));
    let quoted = format!("\"{}title\",starts_at,city\n", " ".repeat(9_000));
    for content in [format!("[{event}]"), format!("\u{feff}[\n{event}\n]"), event.clone(), quoted] {
        let (jobs, blobs) = jobs(store_of(unit(None).0));
        let taken =
            jobs.start(&by(&ana()), &mut file(&[content.as_bytes()]), FormatHint::Unknown, false).await;
        assert!(taken.is_ok(), "{:?}", taken.err());
        assert_eq!(blobs.keys().len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_kept() {
    let (jobs, blobs) = jobs(untouched_store());
    let jobs = ImportJobs { max_bytes: GOOD.len() as u64 - 1, ..jobs };
    let refused = jobs.start(&by(&ana()), &mut file(&[GOOD]), FormatHint::Unknown, false).await;
    assert!(matches!(refused, Err(StartImportError::Receive(ReceiveError::TooLarge(_)))));
    assert!(blobs.keys().is_empty());
}

#[tokio::test]
async fn a_file_without_a_job_is_removed_unless_there_may_be_one() {
    for (failure, kept) in [(StoreError::Backend("disk".into()), 0), (down(), 1)] {
        let (jobs, blobs) = jobs(store_of(unit(Some(failure)).0));
        let failed = jobs.start(&by(&ana()), &mut file(&[GOOD]), FormatHint::Unknown, false).await;
        assert!(matches!(failed, Err(StartImportError::Store(_))));
        assert_eq!(blobs.keys().len(), kept);
    }
}

fn rejected(record: u64) -> RejectedRecord {
    RejectedRecord {
        record,
        line: record + 1,
        column: (record == 1).then(|| "title".to_owned()),
        code: "required".to_owned(),
        detail: if record == 2 { "=1+1".to_owned() } else { "must not be \"empty\"".to_owned() },
    }
}

/// The import of this job left out so many records.
fn reporting(job: &Job, records: u64) -> ImportJobs {
    let (mut of_jobs, mut queries) = (MockJobQueries::new(), MockImportQueries::new());
    let (job, import) = (job.clone(), an_import(job));
    of_jobs.expect_find().returning(move |_| Ok(Some(job.clone())));
    queries.expect_find().returning(move |_| Ok(import.clone()));
    queries.expect_rejected().returning(move |_, after, most| {
        Ok((after + 1..=records).take(usize::from(most)).map(rejected).collect())
    });
    ImportJobs { jobs: Arc::new(of_jobs), queries: Arc::new(queries), ..jobs(untouched_store()).0 }
}

/// Of jobs that are none, none.
fn an_import(job: &Job) -> Option<Import> {
    let owner = job.owner?;
    let tally = Default::default();
    (job.kind.as_str() == "imports.run").then(|| Import {
        job_id: job.id,
        owner,
        format: String::new(),
        dry_run: false,
        bytes: 1,
        tally,
    })
}

async fn report_of(jobs: &ImportJobs, job: &Job, format: ReportFormat) -> String {
    let mut report = jobs.report(&by_system(), job.id, format).await.ok().unwrap();
    let mut text = Vec::new();
    while let Some(piece) = report.next().await.unwrap() {
        text.extend(piece);
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn a_report_has_a_line_for_each_record_however_many_there_are() {
    let job = a_job("imports.run").of(&ana()).build();
    for records in [0, 1, 499, 500, 501, 1_000, 1_234] {
        let jobs = reporting(&job, records);
        let ndjson = report_of(&jobs, &job, ReportFormat::Ndjson).await;
        let numbers: Vec<u64> = ndjson
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["record"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, (1..=records).collect::<Vec<_>>());
        let csv = report_of(&jobs, &job, ReportFormat::Csv).await;
        assert_eq!(csv.lines().count() as u64, records + 1);
    }
}

#[tokio::test]
async fn reports_say_where_and_why_and_run_in_no_spreadsheet() {
    let job = a_job("imports.run").of(&ana()).build();
    let jobs = reporting(&job, 2);
    assert_eq!(
        report_of(&jobs, &job, ReportFormat::Ndjson).await,
        "{\"record\":1,\"line\":2,\"column\":\"title\",\"code\":\"required\",\"detail\":\"must not be \\\"empty\\\"\"}\n\
         {\"record\":2,\"line\":3,\"column\":null,\"code\":\"required\",\"detail\":\"=1+1\"}\n"
    );
    assert_eq!(
        report_of(&jobs, &job, ReportFormat::Csv).await,
        "record,line,column,code,detail\n\
         1,2,title,required,\"must not be \"\"empty\"\"\"\n\
         2,3,,required,'=1+1\n"
    );
}

#[tokio::test]
async fn reports_are_for_those_who_may_see_the_job_and_of_imports_only() {
    let (owner, other) = (ana(), a_user("rui").editor().build());
    let admin = a_user("root").admin().build();
    let job = a_job("imports.run").of(&owner).build();
    let jobs = reporting(&job, 1);
    for (ctx, may) in [(by(&owner), true), (by(&admin), true), (by(&other), false)] {
        let report = jobs.report(&ctx, job.id, ReportFormat::Csv).await;
        assert!(report.is_ok() == may && (may || matches!(report, Err(JobError::NotFound))));
    }
    let no_import = a_job("jobs.prune").of(&owner).build();
    let report = reporting(&no_import, 0).report(&by(&owner), no_import.id, ReportFormat::Csv).await;
    assert!(matches!(report, Err(JobError::NotFound)));
}
