//! How Postgres takes jobs: the plans on enough rows that it matters, and what locks do not keep from whom.

use std::{fmt::Debug, time::Duration};

use fasttrack_domain::{
    StoreError,
    id::Id,
    job::{Beat, JobFilter, JobKind, JobState, Taken},
    page::{PageRequest, Position, SortKey},
    ports::{ImportQueries, JobQueries, JobQueue as _, Store as _},
    time::Timestamp,
};
use fasttrack_test_support::{a_job, instant};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    recorder::{self, Statement},
    support::{Database, page},
};

/// A hundred thousand jobs, of twenty kinds; nearly all of them are done. The n-th has n as its identifier,
/// and was made and due n hours after all began.
const FILL: &str = "
    CREATE FUNCTION nth(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT lpad(to_hex(n), 32, '0')::uuid $$;
    CREATE FUNCTION day(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
        $$ SELECT '2025-01-01 00:00:00+00'::timestamptz + n * interval '1 hour' $$;
    INSERT INTO users SELECT nth(n), 'user' || n, 'User', n || '@example.org', '', 'viewer', true, day(n), day(n)
        FROM generate_series(1, 50) AS n;
    INSERT INTO jobs SELECT nth(n), 'kind' || n / 100 % 20, '{}', nth(1 + n / 100 % 50), 'key' || n, state,
        day(n), 1, 5, NULL, NULL, NULL, NULL, false, 1, CASE state WHEN 'running' THEN day(n) END, day(n),
        CASE WHEN state NOT IN ('waiting', 'running') THEN day(n) END
        FROM generate_series(1, 100000) AS n, LATERAL (SELECT CASE n % 100
            WHEN 0 THEN 'dead' WHEN 1 THEN 'cancelled' WHEN 2 THEN 'running' WHEN 3 THEN 'waiting'
            ELSE 'succeeded' END AS state) AS states;
    INSERT INTO imports SELECT id, owner_id, 'csv', false, 1, 1000, 0, 0, 1000 FROM jobs
        WHERE created_at < day(100) AND finished_at IS NOT NULL;
    INSERT INTO import_rejections SELECT job_id, record, record, NULL, 'required', ''
        FROM imports, generate_series(1, 1000) AS record;
    ANALYZE";

/// The plan of the statement with these words that the work sends. The kinds that workers ask for are
/// no values that it could be shown with.
async fn plan<T: Debug>(
    database: &Database,
    words: &str,
    work: impl Future<Output = Result<T, StoreError>>,
) -> String {
    recorder::take();
    work.await.map(drop).unwrap();
    let sent = recorder::take();
    let Statement { sql, values } = sent.into_iter().find(|sent| sent.sql.contains(words)).unwrap();
    assert!(!sql.contains("OFFSET"), "{sql}");
    let kinds = "'{kind1,kind2}'".to_owned();
    let values: Vec<String> = match words {
        "SKIP LOCKED" => values.into_iter().take(2).chain([kinds]).collect(),
        "lease_until" => vec![kinds],
        _ => values,
    };
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let explain = format!("PREPARE asked AS {sql}; EXPLAIN (COSTS OFF) EXECUTE asked{values}");
    format!("{}\n{sql} {values}", database.texts(&explain).await.join("\n"))
}

fn kinds() -> [JobKind; 2] {
    ["kind1", "kind2"].map(|kind| kind.parse().unwrap())
}

/// One test, for one database: to fill it takes longest.
#[tokio::test]
async fn taking_and_listing_jobs_uses_indexes_at_a_hundred_thousand() {
    recorder::install();
    let database = Database::with(|settings| settings.read_connections = 1).await;
    database.execute(FILL).await.unwrap();
    database.store.ping().await.unwrap();
    jobs_are_taken_by_seeks(&database).await;
    the_next_is_found_by_seeks(&database).await;
    lists_begin_with_a_seek(&database).await;
    old_jobs_are_looked_up(&database).await;
    reports_are_looked_up(&database).await;
}

/// Sought by the kind, not read with those of all others.
const OF_A_KIND: &str = "(kind = kinds.name)";

#[track_caller]
fn assert_uses(plan: &str, indexes: &[&str]) {
    for index in indexes {
        assert!(plan.contains(&format!(" using {index} on jobs")), "no index {index} in\n{plan}");
    }
    assert!(!plan.contains("Seq Scan on jobs"), "read from end to end:\n{plan}");
}

async fn jobs_are_taken_by_seeks(database: &Database) {
    let now = instant("2030-01-01T00:00:00Z");
    let claim = plan(database, "SKIP LOCKED", database.store.claim(&kinds(), now, now)).await;
    assert_uses(&claim, &["jobs_due", "jobs_leased", "jobs_pkey"]);
    for condition in [&format!("Index Cond: ({OF_A_KIND} AND (run_at <="), "Index Cond: (lease_until <="] {
        assert!(claim.contains(condition), "no {condition:?} in\n{claim}");
    }
    // Only the first of each kind, and the two that were found, are put in order.
    assert_eq!(claim.matches("Sort Key").count(), 2, "{claim}");
}

async fn the_next_is_found_by_seeks(database: &Database) {
    let next = plan(database, "lease_until", database.store.next_due(&kinds())).await;
    assert_uses(&next, &["jobs_due", "jobs_leased"]);
    assert!(next.contains(OF_A_KIND), "{next}");
}

/// Jobs come and go faster than Postgres counts them: whatever it believes of how many wait, it must not
/// read, and put in order, all of them to find the first.
#[tokio::test]
async fn a_backlog_that_nobody_has_counted_is_not_read_to_find_the_first() {
    const DONE: &str =
        "INSERT INTO jobs SELECT gen_random_uuid(), 'kind1', '{}', NULL, NULL, 'succeeded', now(), 1, 5,
        NULL, NULL, NULL, NULL, false, 1, NULL, now(), now() FROM generate_series(1, 10000)";
    const BACKLOG: &str =
        "INSERT INTO jobs SELECT gen_random_uuid(), 'kind1', '{}', NULL, NULL, 'waiting', now(), 0, 5,
        NULL, NULL, NULL, NULL, false, 0, NULL, now(), NULL FROM generate_series(1, 10000)";
    recorder::install();
    let now = instant("2030-01-01T00:00:00Z");
    // Of which it knows nothing, or what was before it came.
    for before in ["SELECT 1".to_owned(), format!("{DONE}; ANALYZE jobs")] {
        let database = Database::with(|settings| settings.read_connections = 1).await;
        database.execute(&before).await.unwrap();
        database.execute(BACKLOG).await.unwrap();
        database.store.ping().await.unwrap();
        let claim = plan(&database, "SKIP LOCKED", database.store.claim(&kinds(), now, now)).await;
        let next = plan(&database, "lease_until", database.store.next_due(&kinds())).await;
        for plan in [claim, next] {
            assert_uses(&plan, &["jobs_due"]);
            assert!(plan.contains(OF_A_KIND) && !plan.contains("Bitmap"), "{plan}");
            // Cut to the first ones as they are read, not put in order before.
            let steps = plan.split_whitespace().collect::<Vec<_>>().join(" ");
            let cut = |scan: &str| steps.contains(&format!("Limit -> {scan} using jobs_due"));
            assert!(cut("Index Only Scan") || cut("Index Scan"), "{plan}");
        }
    }
}

async fn lists_begin_with_a_seek(database: &Database) {
    let jobs: &dyn JobQueries = &database.store;
    let key = SortKey::Time(instant("2026-06-01T00:00:00Z"));
    let deep = PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..page(20) };
    let none = JobFilter::default();
    // Of few that are due, or are not, it would rather sort those.
    let (early, late) = (instant("2025-02-01T00:00:00Z"), instant("2036-01-01T00:00:00Z"));
    for (filter, index) in [
        (none.clone(), "jobs_by_creation"),
        (JobFilter { kind: Some("kind7".parse().unwrap()), ..none.clone() }, "jobs_of_kind"),
        (JobFilter { state: Some(JobState::Dead), ..none.clone() }, "jobs_of_state"),
        (JobFilter { due: Some((late, true)), ..none.clone() }, "jobs_of_state"),
        (JobFilter { due: Some((early, false)), ..none.clone() }, "jobs_of_state"),
        (JobFilter { owner: Some(Id::new(Uuid::from_u128(7))), ..none }, "jobs_of_owner"),
    ] {
        for (request, condition) in [(page(20), ""), (deep.clone(), "ROW(created_at, id) <")] {
            let list = plan(database, "SELECT", jobs.list(&filter, &request)).await;
            assert_uses(&list, &[index]);
            assert!(list.contains(condition), "no {condition:?} in\n{list}");
            assert!(!list.contains("Sort"), "sorted:\n{list}");
        }
    }
    let one = plan(database, "SELECT", jobs.find(Id::new(Uuid::from_u128(7)))).await;
    assert_uses(&one, &["jobs_pkey"]);
}

async fn old_jobs_are_looked_up(database: &Database) {
    let prune = async {
        let mut unit = database.store.begin().await?;
        unit.jobs().prune(instant("2025-06-01T00:00:00Z"), 500).await
    };
    let prune = plan(database, "DELETE", prune).await;
    assert_uses(&prune, &["jobs_by_end", "jobs_pkey"]);
    assert!(!prune.contains("Sort"), "sorted:\n{prune}");
}

async fn reports_are_looked_up(database: &Database) {
    let imports: &dyn ImportQueries = &database.store;
    let page = plan(database, "SELECT", imports.rejected(Id::new(Uuid::from_u128(7)), 500, 100)).await;
    assert!(page.contains(" using import_rejections_pkey on import_rejections"), "{page}");
    assert!(page.contains("(record >") && !page.contains("Sort"), "{page}");
    let prune = async {
        let mut unit = database.store.begin().await?;
        unit.imports().prune(instant("2025-01-02T00:00:00Z"), 500).await
    };
    let prune = plan(database, "DELETE", prune).await;
    assert_uses(&prune, &["jobs_by_end"]);
    assert!(!prune.contains("Seq Scan on import_rejections"), "read from end to end:\n{prune}");
}

/// A worker whose unit takes long is not silent for that.
#[tokio::test(flavor = "multi_thread")]
async fn a_beat_does_not_wait_for_a_unit_that_holds_the_job() {
    let database = Database::new().await;
    let mut unit = database.store.begin().await.unwrap();
    assert!(unit.jobs().add(&a_job("work").build()).await.unwrap());
    unit.commit().await.unwrap();
    let (now, later) = (instant("2030-01-01T00:00:00Z"), instant("2030-01-01T00:01:00Z"));
    let kinds = ["work".parse().unwrap()];
    let Some(Taken::Begun(claim)) = database.store.claim(&kinds, now, later).await.unwrap() else {
        panic!("there is one")
    };

    let mut unit = database.store.begin().await.unwrap();
    assert!(unit.jobs().hold(&claim.lease).await.unwrap());
    let beat = database.store.beat(&claim.lease, Timestamp::LAST, None);
    // A statement that had to wait would be given up before.
    let held = timeout(Duration::from_secs(5), beat).await.unwrap();
    assert_eq!(held.unwrap(), Beat::Held);
    // The news are there for whoever asks it to stop, too.
    let mut other = database.store.begin().await.unwrap();
    let mut job = other.jobs().find(claim.job.id).await.unwrap().unwrap();
    job.cancel_requested = true;
    other.jobs().update(&job).await.unwrap();
    other.commit().await.unwrap();
    unit.commit().await.unwrap();
    let beat = database.store.beat(&claim.lease, later, None).await.unwrap();
    assert_eq!(beat, Beat::CancelRequested);
}
