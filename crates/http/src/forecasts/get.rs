use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use fasttrack_domain::event::Event;

use super::dto::ForecastAnswer;
use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get the forecast of an event
///
/// The weather that is expected when the event starts. One that is old is shown all the same, and asked
/// for anew behind that.
#[utoipa::path(
    tag = "forecasts",
    params(("id" = Uuid, Path, description = "The event")),
    responses(
        (status = 200, description = "The forecast", body = ForecastAnswer),
        (status = 404, description = "`forecast_unavailable`: there is none, or none yet")
    )
)]
#[get("/events/{id}/forecast")]
pub(crate) async fn get_forecast(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
) -> Result<HttpResponse, ApiError> {
    let view = state.forecasts.get(&caller.0, id.0).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(ForecastAnswer::from(view)))
}
