//! Venues.

mod create;
mod delete;
mod dto;
mod events;
mod get;
mod list;
mod patch;
mod problems;
mod replace;

pub(crate) use dto::VenueSummaryBody;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_venues)
        .service(create::create_venue)
        .service(get::get_venue)
        .service(replace::replace_venue)
        .service(patch::patch_venue)
        .service(delete::delete_venue)
        .service(events::list_venue_events);
}
