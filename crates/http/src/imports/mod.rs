//! Imports: files of events that a job reads, and what it left out of them.

mod create;
mod problems;
mod report;

pub(crate) use report::ReportFormatName;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create::create_import).service(report::get_import_report);
}
