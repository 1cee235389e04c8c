//! Keys to the API, for machines: managed by their user, who signs in for that.

mod create;
mod dto;
mod list;
mod problems;
mod revoke;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use dto::ScopeName;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list::list_api_keys).service(create::create_api_key).service(revoke::revoke_api_key);
}
