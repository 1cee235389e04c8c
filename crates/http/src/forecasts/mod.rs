//! The weather that is expected at events.

mod dto;
mod get;
mod problems;
mod refresh;

pub(crate) use dto::ForecastBody;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get::get_forecast).service(refresh::refresh_forecast);
}
