use actix_web::{HttpResponse, post, web::Data};
use fasttrack_application::jobs::JobView;
use fasttrack_domain::job::Job;

use super::dto::JobBody;
use crate::{
    extract::PathId,
    idempotency::{Answer, IdempotencyHeader, NoBody, Once, answered},
    problem::ApiError,
    state::AppState,
};

/// Retry a job
///
/// Has a job that was given up or called off done again, with as many attempts as a new one. For
/// admins.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job"), IdempotencyHeader),
    responses(
        (status = 200, description = "The job as it is now", body = JobBody, headers(
            ("Idempotency-Replayed" = bool, description = "`true` when this was answered before")
        )),
        (status = 409, description = "`job_not_retryable`")
    )
)]
#[post("/jobs/{id}/retry")]
pub(crate) async fn retry_job(
    state: Data<AppState>,
    id: PathId<Job>,
    once: Once<NoBody>,
) -> Result<HttpResponse, ApiError> {
    answered(state.jobs.retry(&once.ctx, id.0).await?)
}

impl Answer for JobView {
    fn response(self) -> HttpResponse {
        HttpResponse::Ok().json(JobBody::from(self))
    }
}
