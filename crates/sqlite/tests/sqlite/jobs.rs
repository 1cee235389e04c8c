//! How SQLite takes and lists jobs, and when it rings.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    StoreError,
    job::{JobFilter, JobId, JobState},
    page::{PageRequest, Position, SortKey},
    ports::{ImportQueries, JobQueries, JobQueue as _, Store as _},
    time::Timestamp,
    user::UserId,
};
use fasttrack_test_support::{a_job, unique_id};
use uuid::Uuid;

use crate::{
    plans::{assert_seeks, explain, plan},
    recorder::seen,
    support::{Database, page},
};

/// The plan of the statement with these words that the work sends.
async fn plan_of<T>(
    database: &Database,
    words: &str,
    work: impl Future<Output = Result<T, StoreError>>,
) -> String {
    work.await.map(drop).unwrap();
    let sent = seen(database.path()).statements;
    let statement = sent.into_iter().rev().find(|statement| statement.contains(words)).unwrap();
    explain(&mut database.raw(), &statement)
}

#[track_caller]
fn assert_steps(plan: &str, steps: &[&str]) {
    for step in steps {
        assert!(plan.lines().any(|line| line == *step), "no step {step:?} in\n{plan}");
    }
    assert!(!plan.lines().any(|line| line.starts_with("SCAN jobs")), "read from end to end:\n{plan}");
}

#[tokio::test]
async fn jobs_are_taken_by_seeks() {
    let database = Database::new().await;
    let kinds = ["a", "b"].map(|kind| kind.parse().unwrap());
    let claim = database.store.claim(&kinds, Timestamp::EPOCH, Timestamp::EPOCH);
    let claim = plan_of(&database, "UPDATE jobs", claim).await;
    assert_steps(
        &claim,
        &[
            "SEARCH jobs USING COVERING INDEX jobs_due (kind=? AND run_at<?)",
            "SEARCH jobs USING INDEX jobs_leased (lease_until<?)",
            "SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (id=?)",
        ],
    );
    let next = plan_of(&database, "AS lease_until", database.store.next_due(&kinds)).await;
    assert_seeks(&next, "SEARCH jobs USING COVERING INDEX jobs_due (kind=?)");
    assert_seeks(&next, "SCAN jobs USING INDEX jobs_leased");
    let add = async {
        let mut unit = database.store.begin().await?;
        unit.jobs().add(&a_job("work").key("a").build()).await
    };
    let add = plan_of(&database, "state IN ('waiting', 'running')", add).await;
    assert_steps(&add, &["SEARCH jobs USING INDEX jobs_live_key (kind=? AND unique_key=?)"]);
    let prune = async {
        let mut unit = database.store.begin().await?;
        unit.jobs().prune(Timestamp::EPOCH, 10).await
    };
    let prune = plan_of(&database, "DELETE FROM jobs", prune).await;
    assert_steps(
        &prune,
        &[
            "SEARCH jobs USING COVERING INDEX jobs_by_end (finished_at<?)",
            "SEARCH jobs USING COVERING INDEX sqlite_autoindex_jobs_1 (id=?)",
        ],
    );
}

#[tokio::test]
async fn lists_of_jobs_begin_with_a_seek_and_sort_nothing() {
    let database = Database::new().await;
    let jobs: &dyn JobQueries = &database.store;
    let key = SortKey::Time(Timestamp::EPOCH);
    let deep = PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..page(20) };
    let none = JobFilter::default();
    for (filter, index, column) in [
        (JobFilter { kind: Some("a".parse().unwrap()), ..none.clone() }, "jobs_of_kind", "kind"),
        (JobFilter { state: Some(JobState::Dead), ..none.clone() }, "jobs_of_state", "state"),
        (JobFilter { due: Some((Timestamp::EPOCH, true)), ..none.clone() }, "jobs_of_state", "state"),
        (JobFilter { owner: Some(UserId::new(unique_id())), ..none.clone() }, "jobs_of_owner", "owner_id"),
    ] {
        for (page, beyond) in [(page(20), ""), (deep.clone(), " AND (created_at,id)<(?,?)")] {
            let list = plan(&database, jobs.list(&filter, &page)).await;
            assert_seeks(&list, &format!("SEARCH jobs USING INDEX {index} ({column}=?{beyond})"));
        }
    }
    let first = plan(&database, jobs.list(&none, &page(20))).await;
    assert_seeks(&first, "SCAN jobs USING INDEX jobs_by_creation");
    let list = plan(&database, jobs.list(&none, &deep)).await;
    assert_seeks(&list, "SEARCH jobs USING INDEX jobs_by_creation ((created_at,id)<(?,?))");
    let one = plan(&database, jobs.find(JobId::new(unique_id()))).await;
    assert_seeks(&one, "SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (id=?)");
}

/// Enough to hear what was said.
const A_WHILE: Duration = Duration::from_millis(200);

async fn is_silent(database: &Database) -> bool {
    let began = Instant::now();
    database.store.wait(A_WHILE).await;
    began.elapsed() >= A_WHILE
}

#[tokio::test]
async fn it_rings_after_the_commit_and_not_before_or_without() {
    let database = Database::new().await;
    let mut unit = database.store.begin().await.unwrap();
    assert!(unit.jobs().add(&a_job("work").key("a").build()).await.unwrap());
    assert!(is_silent(&database).await, "before the commit");
    drop(unit);
    assert!(is_silent(&database).await, "after a rollback");

    let mut unit = database.store.begin().await.unwrap();
    assert!(unit.jobs().add(&a_job("work").key("a").build()).await.unwrap());
    unit.commit().await.unwrap();
    // Who had looked before, and waits only now, hears it still; once.
    assert!(!is_silent(&database).await);
    assert!(is_silent(&database).await);

    let mut unit = database.store.begin().await.unwrap();
    assert!(!unit.jobs().add(&a_job("work").key("a").build()).await.unwrap());
    unit.commit().await.unwrap();
    assert!(is_silent(&database).await, "without a new job");
}

#[tokio::test]
async fn reports_are_looked_up() {
    let database = Database::new().await;
    let imports: &dyn ImportQueries = &database.store;
    let page = plan(&database, imports.rejected(JobId::new(unique_id()), 7, 100)).await;
    assert_seeks(&page, "SEARCH import_rejections USING PRIMARY KEY (job_id=? AND record>?)");
    let prune = async {
        let mut unit = database.store.begin().await?;
        unit.imports().prune(Timestamp::EPOCH, 10).await
    };
    let prune = plan_of(&database, "DELETE FROM import_rejections", prune).await;
    assert_steps(&prune, &["SEARCH r USING PRIMARY KEY (job_id=?)"]);
    assert!(!prune.contains("SCAN r") && !prune.contains("SCAN import_rejections"), "{prune}");
}
