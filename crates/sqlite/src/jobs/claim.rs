use diesel::{
    prelude::{OptionalExtension as _, QueryableByName},
    sql_types::{BigInt, Text},
    sqlite::Sqlite,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Claim, FencingToken, Job, JobKind, JobState, Lease, Taken},
    time::Timestamp,
};

use super::row::JobRow;
use crate::{connection::Connection, errors::store_error};

/// Takes the first job that is due, or ends it when nobody may begin it any more. A look at what waits for
/// each kind, since others' kinds may have a long backlog, and one at what runs, which is never much. The
/// indexes are named, which SQLite would not choose by itself: that of a state's list looks as good to it.
/// A job that ends keeps its number: nobody has it.
const TAKE: &str = "
    WITH waiting AS (
        SELECT id, run_at AS due, 0 AS silent, cancel_requested, attempts >= max_attempts AS used_up
        FROM (
            SELECT (
                SELECT id FROM jobs INDEXED BY jobs_due
                WHERE state = 'waiting' AND kind = kinds.value AND run_at <= ?1
                ORDER BY run_at, id LIMIT 1
            ) AS head FROM json_each(?3) AS kinds
        ) AS heads CROSS JOIN jobs ON jobs.id = heads.head
        ORDER BY run_at, id LIMIT 1
    ), silent AS (
        SELECT id, lease_until AS due, 1 AS silent, cancel_requested, attempts >= max_attempts AS used_up
        FROM jobs INDEXED BY jobs_leased
        WHERE state = 'running' AND lease_until <= ?1 AND kind IN (SELECT value FROM json_each(?3))
        ORDER BY lease_until, id LIMIT 1
    ), first AS (
        SELECT id, silent,
            CASE WHEN cancel_requested THEN 'cancelled' WHEN used_up THEN 'dead' ELSE 'running' END AS next
        FROM (SELECT * FROM waiting UNION ALL SELECT * FROM silent) AS due ORDER BY due, id LIMIT 1
    )
    UPDATE jobs SET
        state = next,
        attempts = attempts + (next = 'running'),
        token = token + (next = 'running'),
        lease_until = CASE next WHEN 'running' THEN ?2 END,
        finished_at = CASE next WHEN 'running' THEN NULL ELSE ?1 END,
        last_error = CASE WHEN next = 'dead' AND silent THEN 'its worker fell silent' ELSE last_error END
    FROM first WHERE jobs.id = first.id
    RETURNING *";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Sqlite))]
struct TakenRow {
    #[diesel(embed)]
    job: JobRow,
    #[diesel(sql_type = BigInt)]
    token: i64,
}

/// Takes the job that has been due for longest, or ends it.
pub(super) async fn claim(
    connection: &mut Connection,
    kinds: &[JobKind],
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Taken>, StoreError> {
    let kinds = as_json(kinds);
    let taken: Option<TakenRow> = diesel::sql_query(TAKE)
        .bind::<BigInt, _>(now.micros())
        .bind::<BigInt, _>(lease_until.micros())
        .bind::<Text, _>(kinds)
        .get_result(connection)
        .await
        .optional()
        .map_err(store_error)?;
    let Some(TakenRow { job, token }) = taken else { return Ok(None) };
    let job = Job::try_from(job)?;
    Ok(Some(if job.state == JobState::Running {
        let lease = Lease { job_id: job.id, token: FencingToken(token) };
        Taken::Begun(Claim { job, lease })
    } else {
        Taken::Ended(job)
    }))
}

/// A list in one value, whatever its length. Nothing in a kind has to be escaped.
pub(super) fn as_json(kinds: &[JobKind]) -> String {
    let quoted: Vec<String> = kinds.iter().map(|kind| format!("\"{kind}\"")).collect();
    format!("[{}]", quoted.join(","))
}
