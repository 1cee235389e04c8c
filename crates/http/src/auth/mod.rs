//! Tokens and sessions.

mod dto;
mod end_session;
mod list_sessions;
mod problems;
mod revoke;
mod token;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(token::token)
        .service(revoke::revoke)
        .service(list_sessions::list_sessions)
        .service(end_session::end_session);
}
