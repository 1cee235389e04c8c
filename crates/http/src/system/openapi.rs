use actix_web::{HttpResponse, get, web::Data};

/// The rendered OpenAPI document.
pub(crate) struct RenderedDocument(pub String);

/// The OpenAPI document
///
/// The document that describes all of this.
#[utoipa::path(
    tag = "system",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value, example = json!({"openapi": "3.1.0"})))
)]
#[get("/openapi.json")]
pub(crate) async fn openapi(document: Data<RenderedDocument>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.0.clone())
}
