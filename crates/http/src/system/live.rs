use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// A sign of life.
#[derive(Serialize, ToSchema)]
pub(crate) struct Liveness {
    /// Always `ok`: a process that is not well does not answer.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Is the process alive?
///
/// Whether the process answers at all. Touches nothing.
#[utoipa::path(
    tag = "system",
    security(()),
    responses((status = 200, description = "It is", body = Liveness))
)]
#[get("/health/live")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Liveness { status: "ok" })
}
