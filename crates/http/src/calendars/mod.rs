//! Calendars of events, for programs that keep them (RFC 5545).

mod dto;
mod event;
mod feed;
mod issue_key;
mod problems;
mod revoke_key;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use fasttrack_application::calendar::ics;
use fasttrack_domain::event::EventView;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(feed::calendar_feed)
        .service(issue_key::issue_calendar_key)
        .service(revoke_key::revoke_calendar_key)
        .service(event::event_calendar);
}

/// A calendar as a file of this name.
fn respond(name: &str, events: &[EventView]) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .body(ics::render(events))
}
