use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, http::header::RETRY_AFTER, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    middleware::RequestInfo,
    state::{AppState, Draining},
};

/// Whether requests should be sent here.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ok`, `degraded`, `unavailable` or `draining`.
    status: Health,
    /// What was looked at, and how it is.
    #[schema(example = json!({"database": "ok"}))]
    checks: BTreeMap<&'static str, Health>,
}

/// How something is.
#[derive(Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Health {
    /// Well.
    Ok,
    /// It does not answer.
    Unavailable,
    /// On its way out: it finishes what it has and takes nothing new.
    Draining,
}

/// Is the service ready?
///
/// Whether requests should be sent here: the database answers, and the process is not stopping.
#[utoipa::path(
    tag = "system",
    security(()),
    responses(
        (status = 200, description = "It is", body = Readiness),
        (status = 503, description = "It is not", body = Readiness)
    )
)]
#[get("/health/ready")]
pub(crate) async fn ready(
    request: HttpRequest,
    state: Data<AppState>,
    draining: Data<Draining>,
) -> HttpResponse {
    let database = match state.store.ping().await {
        Ok(()) => Health::Ok,
        Err(error) => {
            if let Some(info) = RequestInfo::of(&request) {
                slog::warn!(info.logger, "the database does not answer"; "cause" => error.to_string());
            }
            Health::Unavailable
        }
    };
    let status = if draining.has_begun() { Health::Draining } else { database };
    let mut response = match status {
        Health::Ok => HttpResponse::Ok(),
        Health::Unavailable | Health::Draining => HttpResponse::ServiceUnavailable(),
    };
    if !matches!(status, Health::Ok) {
        response.insert_header((RETRY_AFTER, "1"));
    }
    response
        .insert_header(("cache-control", "no-store"))
        .json(Readiness { status, checks: BTreeMap::from([("database", database)]) })
}
