use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{AsChangeset, Insertable, Queryable, QueryableByName, Selectable},
};
use fasttrack_domain::{
    job::{Job, JobId, Progress},
    time::Timestamp,
    user::UserId,
};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, count, instant, parsed},
    schema::jobs,
};

/// A job without what only its takings know.
#[derive(Queryable, Selectable, QueryableByName, Insertable, AsChangeset)]
#[diesel(table_name = jobs, check_for_backend(Pg), treat_none_as_null = true)]
pub(super) struct JobRow {
    id: Uuid,
    kind: String,
    payload: String,
    owner_id: Option<Uuid>,
    unique_key: Option<String>,
    state: String,
    run_at: DateTime<Utc>,
    attempts: i64,
    max_attempts: i64,
    progress_done: Option<i64>,
    progress_total: Option<i64>,
    last_error: Option<String>,
    result: Option<String>,
    cancel_requested: bool,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<&Job> for JobRow {
    fn from(job: &Job) -> Self {
        let Job {
            id,
            kind,
            payload,
            owner,
            unique_key,
            state,
            run_at,
            attempts,
            max_attempts,
            progress,
            last_error,
            result,
            cancel_requested,
            created_at,
            finished_at,
        } = job;
        let (progress_done, progress_total) = progress.map_or((None, None), progress_columns);
        Self {
            id: id.uuid(),
            kind: kind.as_str().to_owned(),
            payload: payload.clone(),
            owner_id: owner.map(UserId::uuid),
            unique_key: unique_key.as_ref().map(|key| key.as_str().to_owned()),
            state: state.as_str().to_owned(),
            run_at: run_at.to_utc(),
            attempts: i64::from(*attempts),
            max_attempts: i64::from(*max_attempts),
            progress_done,
            progress_total,
            last_error: last_error.as_deref().map(Job::kept_error),
            result: result.clone(),
            cancel_requested: *cancel_requested,
            created_at: created_at.to_utc(),
            finished_at: finished_at.map(Timestamp::to_utc),
        }
    }
}

impl TryFrom<JobRow> for Job {
    type Error = Corrupt;

    fn try_from(row: JobRow) -> Result<Self, Corrupt> {
        let JobRow {
            id,
            kind,
            payload,
            owner_id,
            unique_key,
            state,
            run_at,
            attempts,
            max_attempts,
            progress_done,
            progress_total,
            last_error,
            result,
            cancel_requested,
            created_at,
            finished_at,
        } = row;
        Ok(Self {
            id: JobId::new(id),
            kind: parsed("jobs.kind", &kind)?,
            payload,
            owner: owner_id.map(UserId::new),
            unique_key: unique_key.map(|raw| parsed("jobs.unique_key", &raw)).transpose()?,
            state: parsed("jobs.state", &state)?,
            run_at: instant("jobs.run_at", run_at)?,
            attempts: count("jobs.attempts", attempts)?,
            max_attempts: count("jobs.max_attempts", max_attempts)?,
            progress: progress_done.map(|done| progress(done, progress_total)).transpose()?,
            last_error,
            result,
            cancel_requested,
            created_at: instant("jobs.created_at", created_at)?,
            finished_at: finished_at.map(|at| instant("jobs.finished_at", at)).transpose()?,
        })
    }
}

fn progress(done: i64, total: Option<i64>) -> Result<Progress, Corrupt> {
    Ok(Progress {
        done: count("jobs.progress_done", done)?,
        total: total.map(|total| count("jobs.progress_total", total)).transpose()?,
    })
}

pub(super) fn progress_columns(Progress { done, total }: Progress) -> (Option<i64>, Option<i64>) {
    let column = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    (Some(column(done)), total.map(column))
}
