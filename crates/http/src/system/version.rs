use actix_web::{HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::settings::HttpSettings;

/// Which release this is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Version {
    /// What it is.
    #[schema(example = "fasttrack")]
    name: &'static str,
    /// Its release (Semantic Versioning).
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Which release is this?
///
/// Which release is running.
#[utoipa::path(
    tag = "system",
    security(()),
    responses((status = 200, description = "Name and release", body = Version))
)]
#[get("/version")]
pub(crate) async fn version(settings: Data<HttpSettings>) -> HttpResponse {
    HttpResponse::Ok().json(Version { name: "fasttrack", version: settings.release })
}
