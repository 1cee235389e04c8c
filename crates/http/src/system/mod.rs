//! The service itself: is it well, which release is it, what do its words mean.

mod docs;
mod fallback;
mod live;
mod openapi;
mod problems;
mod ready;
mod version;

pub(crate) use docs::{page, redirect, swagger};
pub(crate) use fallback::fallback;
pub(crate) use openapi::RenderedDocument;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(live::live)
        .service(ready::ready)
        .service(version::version)
        .service(openapi::openapi)
        .service(problems::problem_page);
}
