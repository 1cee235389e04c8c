use chrono::{DateTime, Utc};
use fasttrack_application::jobs::JobView;
use fasttrack_domain::{
    job::{Job, Progress},
    time::Timestamp,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// How far a job is. `scheduled` waits for its time, `queued` for a worker; a job that failed and is
/// tried again is `scheduled`.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the application's JobPhase in the OpenAPI document")]
pub(crate) enum JobStateName {
    Scheduled,
    Queued,
    Running,
    Succeeded,
    Dead,
    Cancelled,
}

/// Work in the background.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobBody {
    /// Identifies the job for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000c1")]
    pub id: Uuid,
    /// What sort of work it is.
    #[schema(example = "jobs.prune")]
    pub kind: String,
    /// How far it is.
    #[schema(value_type = JobStateName, example = "running")]
    pub state: &'static str,
    /// How much of it is done.
    #[schema(required = true)]
    pub progress: Option<ProgressBody>,
    /// How often it was begun.
    #[schema(example = 1)]
    pub attempts: u32,
    /// How often it may be, before it is given up.
    #[schema(minimum = 1, example = 5)]
    pub max_attempts: u32,
    /// When it may begin, or began to be due.
    pub run_at: DateTime<Utc>,
    /// Why the last attempt failed; `null` again when one succeeded.
    #[schema(required = true, example = json!(null))]
    pub last_error: Option<String>,
    /// What came of it; what it holds depends on the kind.
    #[schema(required = true, example = json!({"removed": 12}))]
    pub result: Option<Value>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was done, given up or called off.
    #[schema(required = true)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a request has caused, to be done later.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobAccepted {
    /// The job that does it.
    pub job: JobBody,
}

impl From<JobView> for JobAccepted {
    fn from(view: JobView) -> Self {
        Self { job: view.into() }
    }
}

/// How much of a job is done.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressBody {
    /// So much is done.
    #[schema(minimum = 0, example = 1500)]
    pub done: u64,
    /// Of so much; `null` while nobody knows.
    #[schema(required = true, minimum = 0, example = 200_000)]
    pub total: Option<u64>,
}

impl From<JobView> for JobBody {
    fn from(view: JobView) -> Self {
        let JobView { job, phase } = view;
        let Job {
            id,
            kind,
            payload: _,
            owner: _,
            unique_key: _,
            state: _,
            run_at,
            attempts,
            max_attempts,
            progress,
            last_error,
            result,
            cancel_requested: _,
            created_at,
            finished_at,
        } = job;
        Self {
            id: id.uuid(),
            kind: kind.to_string(),
            state: phase.as_str(),
            progress: progress.map(|Progress { done, total }| ProgressBody { done, total }),
            attempts,
            max_attempts,
            run_at: run_at.to_utc(),
            last_error,
            result: result.map(json),
            created_at: created_at.to_utc(),
            finished_at: finished_at.map(Timestamp::to_utc),
        }
    }
}

/// What was left as the result; what is no JSON is told as text.
fn json(result: String) -> Value {
    serde_json::from_str(&result).unwrap_or(Value::String(result))
}
