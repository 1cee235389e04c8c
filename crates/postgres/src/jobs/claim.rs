use diesel::{
    pg::Pg,
    prelude::QueryableByName,
    sql_types::{Array, BigInt, Text, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Claim, FencingToken, Job, JobKind, JobState, Lease, Taken},
    time::Timestamp,
};

use super::row::JobRow;
use crate::{answer::Answered as _, connection::Connection};

/// Takes the first job that is due, or ends it when nobody may begin it any more. A look at what waits for
/// each kind, since others' kinds may have a long backlog, and one at what runs, which is never much; each
/// skips what others are taking, as long as those are fewer than are looked at. A job that ends keeps its
/// number: nobody has it.
///
/// Jobs come and go faster than Postgres counts them, so it is not let choose by what it believes of how
/// many wait. Whether the job that was found still waits is asked without the word that the index knows,
/// which would be another way to the row; of a condition on the kind that no index knows, it expects that
/// nearly all fit, and reads in order until the first one does.
const TAKE: &str = "
    WITH waiting AS (
        SELECT jobs.id, jobs.run_at AS due, false AS silent, cancel_requested, attempts >= max_attempts AS used_up
        FROM (
            SELECT head.id, head.run_at FROM unnest($3::text[]) AS kinds (name) CROSS JOIN LATERAL (
                SELECT id, run_at FROM jobs WHERE state = 'waiting' AND kind = kinds.name AND run_at <= $1
                ORDER BY run_at, id LIMIT 16
            ) AS head ORDER BY head.run_at, head.id
        ) AS heads JOIN jobs ON jobs.id = heads.id
        WHERE lease_until IS NULL AND finished_at IS NULL AND jobs.run_at <= $1
        ORDER BY heads.run_at, heads.id LIMIT 1 FOR UPDATE OF jobs SKIP LOCKED
    ), silent AS (
        SELECT id, lease_until AS due, true AS silent, cancel_requested, attempts >= max_attempts AS used_up
        FROM jobs WHERE state = 'running' AND lease_until <= $1 AND array_position($3, kind) IS NOT NULL
        ORDER BY lease_until, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ), first AS (
        SELECT id, silent,
            CASE WHEN cancel_requested THEN 'cancelled' WHEN used_up THEN 'dead' ELSE 'running' END AS next
        FROM (SELECT * FROM waiting UNION ALL SELECT * FROM silent) AS due ORDER BY due, id LIMIT 1
    )
    UPDATE jobs SET
        state = next,
        attempts = attempts + CASE next WHEN 'running' THEN 1 ELSE 0 END,
        token = token + CASE next WHEN 'running' THEN 1 ELSE 0 END,
        lease_until = CASE next WHEN 'running' THEN $2::timestamptz END,
        finished_at = CASE next WHEN 'running' THEN NULL ELSE $1 END,
        last_error = CASE WHEN next = 'dead' AND silent THEN 'its worker fell silent' ELSE last_error END
    FROM first WHERE jobs.id = first.id
    RETURNING jobs.*";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
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
    let kinds: Vec<&str> = kinds.iter().map(JobKind::as_str).collect();
    let taken: Option<TakenRow> = diesel::sql_query(TAKE)
        .bind::<Timestamptz, _>(now.to_utc())
        .bind::<Timestamptz, _>(lease_until.to_utc())
        .bind::<Array<Text>, _>(kinds)
        .get_result(connection)
        .found()
        .await?;
    let Some(TakenRow { job, token }) = taken else { return Ok(None) };
    let job = Job::try_from(job)?;
    Ok(Some(if job.state == JobState::Running {
        let lease = Lease { job_id: job.id, token: FencingToken(token) };
        Taken::Begun(Claim { job, lease })
    } else {
        Taken::Ended(job)
    }))
}
