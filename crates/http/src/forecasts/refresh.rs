use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};
use fasttrack_domain::event::Event;

use crate::{
    extract::{Caller, PathId},
    jobs::JobAccepted,
    problem::ApiError,
    state::AppState,
};

/// Refresh the forecast of an event
///
/// Has a job ask for the weather that is expected when the event starts; the one that does so already, if
/// there is one. For whoever may change the event. Its result is `{"outcome": …}`: `fetched`,
/// `beyond_horizon`, `over`, `unknown_place`, or `no_weather` for an event that is cancelled or online.
#[utoipa::path(
    tag = "forecasts",
    params(("id" = Uuid, Path, description = "The event")),
    responses(
        (status = 202, description = "The job", body = JobAccepted, headers(
            ("Location" = String, description = "The job")
        ))
    )
)]
#[post("/events/{id}/forecast/refresh")]
pub(crate) async fn refresh_forecast(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
) -> Result<HttpResponse, ApiError> {
    let job = state.forecasts.request_refresh(&caller.0, id.0).await?;
    let location = format!("/api/v1/jobs/{}", job.job.id);
    Ok(HttpResponse::Accepted().insert_header((LOCATION, location)).json(JobAccepted::from(job)))
}
