use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use fasttrack_domain::job::Job;

use super::dto::JobBody;
use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get a job
///
/// One job, and how far it is. Admins see every job, everybody else one's own.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    responses((status = 200, description = "The job", body = JobBody))
)]
#[get("/jobs/{id}")]
pub(crate) async fn get_job(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Job>,
) -> Result<HttpResponse, ApiError> {
    let view = state.jobs.get(&caller.0, id.0).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(JobBody::from(view)))
}
