//! Files that belong to events.

mod content;
mod create;
mod delete;
mod disposition;
mod dto;
mod list;
mod problems;
mod range;
mod thumbnail;

use actix_web::{
    HttpResponseBuilder,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG},
};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_attachments)
        .service(create::create_attachment)
        .service(content::get_content)
        .service(thumbnail::get_thumbnail)
        .service(delete::delete_attachment);
}

/// What every answer says that holds somebody's file: which one it is, and that a browser is to run
/// nothing in it (nor to take it for anything else, which no answer of ours leaves open). Kept copies
/// are asked about each time, since who may see a file can change, and it may be deleted.
fn guard<'a>(response: &'a mut HttpResponseBuilder, tag: &str) -> &'a mut HttpResponseBuilder {
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
}
