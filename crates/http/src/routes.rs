//! Every address of the API, in the order of the document.

use utoipa_actix_web::{scope::scope, service_config::ServiceConfig};

use crate::{
    api_keys, attachments, audit, auth, calendars, events, forecasts, imports, jobs, registrations, system,
    users, venues,
};

/// Registers all handlers, and collects their documentation.
pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(
        scope("/api/v1")
            .configure(auth::routes)
            .configure(calendars::routes)
            .configure(users::routes)
            .configure(venues::routes)
            .configure(events::routes)
            .configure(registrations::routes)
            .configure(jobs::routes)
            .configure(imports::routes)
            .configure(attachments::routes)
            .configure(forecasts::routes)
            .configure(audit::routes)
            .configure(api_keys::routes),
    );
    config.configure(system::routes);
}
