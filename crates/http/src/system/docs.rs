use std::sync::Arc;

use actix_web::{HttpResponse, Resource, guard, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::problem::ApiError;

/// The interactive documentation at `/docs/`. Its files are part of the binary.
pub(crate) fn swagger() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").persist_authorization(false))
}

/// Its page, under our name: among many tabs, "Swagger UI" is anybody's. Goes before [`swagger`].
pub(crate) fn page() -> Resource {
    web::resource(["/docs/", "/docs/index.html"]).guard(guard::Get()).to(titled)
}

async fn titled() -> Result<HttpResponse, ApiError> {
    let file = utoipa_swagger_ui::serve("index.html", Arc::default())
        .map_err(|error| ApiError::internal(error.to_string()))?
        .ok_or_else(|| ApiError::internal("the page of the documentation is missing"))?;
    let page = String::from_utf8_lossy(&file.bytes).replace("<title>Swagger UI<", "<title>FastTrack API<");
    Ok(HttpResponse::Ok().content_type(file.content_type).body(page))
}

/// Leads from `/docs`, as people write it, and from `/`, where they begin, to where the links of
/// the page work.
pub(crate) fn redirect() -> Resource {
    web::resource(["/", "/docs"]).route(web::get().to(|| async { web::Redirect::to("/docs/") }))
}
