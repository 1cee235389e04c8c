use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, RETRY_AFTER},
    web::Data,
};
use futures_util::future::{join, join_all};
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
    #[schema(example = json!({"database": "ok", "redis": "ok"}))]
    checks: BTreeMap<&'static str, Health>,
}

/// How something is.
#[derive(Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Health {
    /// Well.
    Ok,
    /// It works without something that it should have.
    Degraded,
    /// It does not answer.
    Unavailable,
    /// On its way out: it finishes what it has and takes nothing new.
    Draining,
}

/// Is the service ready?
///
/// Whether requests should be sent here: the database answers, and the process is not stopping.
/// Without Redis it is `degraded`, and they should.
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
    let info = RequestInfo::of(&request);
    let (database, mut checks) = join(database(&state, info.as_ref()), dependencies(&state)).await;
    let degraded = checks.values().any(|check| !matches!(check, Health::Ok));
    checks.insert("database", database);
    let status = match database {
        _ if draining.has_begun() => Health::Draining,
        Health::Ok if degraded => Health::Degraded,
        other => other,
    };
    let mut response = match status {
        Health::Ok | Health::Degraded => HttpResponse::Ok(),
        Health::Unavailable | Health::Draining => {
            let mut response = HttpResponse::ServiceUnavailable();
            response.insert_header((RETRY_AFTER, "1"));
            response
        }
    };
    response.insert_header((CACHE_CONTROL, "no-store")).json(Readiness { status, checks })
}

async fn database(state: &AppState, info: Option<&RequestInfo>) -> Health {
    let Err(error) = state.store.ping().await else { return Health::Ok };
    if let Some(info) = info {
        slog::warn!(info.logger, "the database does not answer"; "cause" => error.to_string());
    }
    Health::Unavailable
}

async fn dependencies(state: &AppState) -> BTreeMap<&'static str, Health> {
    let checks = state.dependencies.iter().map(async |dependency| {
        let health = if dependency.answers().await { Health::Ok } else { Health::Unavailable };
        (dependency.name(), health)
    });
    join_all(checks).await.into_iter().collect()
}
