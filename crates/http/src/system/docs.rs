use actix_web::{Resource, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The interactive documentation at `/docs/`. Its files are part of the binary.
pub(crate) fn swagger() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").persist_authorization(false))
}

/// Leads from `/docs`, as people write it, and from `/`, where they begin, to where the links of
/// the page work.
pub(crate) fn redirect() -> Resource {
    web::resource(["/", "/docs"]).route(web::get().to(|| async { web::Redirect::to("/docs/") }))
}
