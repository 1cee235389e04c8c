//! Events.

mod batch;
mod create;
mod delete;
mod dto;
mod export;
mod get;
mod list;
mod patch;
mod popular;
mod problems;
mod query;
mod replace;
mod stats;
mod upcoming;

pub(crate) use dto::EventBody;
pub(crate) use list::page_of_events;
pub(crate) use query::{EventSortName, EventsQuery, ExportFormatName, StatsGroupName};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_events)
        .service(create::create_event)
        // Before `/events/{id}`, which would take them for identifiers.
        .service(upcoming::upcoming_events)
        .service(stats::event_stats)
        .service(export::export_events)
        .service(batch::create_events)
        .service(popular::popular_events)
        .service(get::get_event)
        .service(replace::replace_event)
        .service(patch::patch_event)
        .service(delete::delete_event);
}
