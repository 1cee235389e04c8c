use actix_web::{HttpResponse, post, web::Data};
use fasttrack_domain::job::Job;

use super::dto::JobBody;
use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Retry a job
///
/// Has a job that was given up or called off done again, with as many attempts as a new one. For
/// admins.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    responses(
        (status = 200, description = "The job as it is now", body = JobBody),
        (status = 409, description = "`job_not_retryable`")
    )
)]
#[post("/jobs/{id}/retry")]
pub(crate) async fn retry_job(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Job>,
) -> Result<HttpResponse, ApiError> {
    let view = state.jobs.retry(&caller.0, id.0).await?;
    Ok(HttpResponse::Ok().json(JobBody::from(view)))
}
