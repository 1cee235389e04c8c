//! The audit log.

mod dto;
mod list;
mod problems;
mod query;

pub(crate) use query::AuditActionName;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list::list_audit);
}
