//! Registrations for events.

mod cancel;
mod check_in;
mod create;
mod dto;
mod list;
mod mine;
mod problems;

pub(crate) use dto::RegistrationStatusName;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(mine::my_registrations)
        .service(list::list_registrations)
        .service(create::create_registration)
        .service(cancel::cancel_registration)
        .service(check_in::check_in);
}
