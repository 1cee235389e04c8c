use actix_web::{HttpResponse, post, web::Data};
use fasttrack_domain::job::Job;

use super::dto::JobBody;
use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Cancel a job
///
/// Calls a job off. One that waits is over at once; one that runs is told to stop, and may be done
/// before it hears of it.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    responses(
        (status = 200, description = "The job as it is now", body = JobBody),
        (status = 409, description = "`job_not_cancellable`")
    )
)]
#[post("/jobs/{id}/cancel")]
pub(crate) async fn cancel_job(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Job>,
) -> Result<HttpResponse, ApiError> {
    let view = state.jobs.cancel(&caller.0, id.0).await?;
    Ok(HttpResponse::Ok().json(JobBody::from(view)))
}
