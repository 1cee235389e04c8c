//! Background work: what there is, how far it is, and calling it off.

mod cancel;
mod dto;
mod get;
mod list;
mod problems;
mod retry;

pub(crate) use dto::{JobAccepted, JobStateName};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_jobs)
        .service(get::get_job)
        .service(cancel::cancel_job)
        .service(retry::retry_job);
}
