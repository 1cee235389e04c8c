use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_application::jobs::{JobPhase, JobSelection};
use fasttrack_domain::job::JobKind;
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::{JobBody, JobStateName};
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobsQuery {
    /// Of this kind.
    #[param(value_type = Option<String>, example = "jobs.prune")]
    kind: Option<String>,
    /// In this state.
    #[param(value_type = Option<JobStateName>)]
    state: Option<String>,
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List jobs
///
/// The jobs that fit, the newest first. Admins see every job, everybody else one's own.
#[utoipa::path(
    tag = "jobs",
    params(JobsQuery),
    responses((status = 200, description = "A page of jobs", body = List<JobBody>))
)]
#[get("/jobs")]
pub(crate) async fn list_jobs(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<JobsQuery>,
) -> Result<HttpResponse, ApiError> {
    let JobsQuery { kind, state: phase, limit, cursor, total } = &query.0;
    let mut fields = Fields::default();
    let kind: Option<JobKind> = fields.parse("kind", kind.as_deref(), str::parse);
    let phase: Option<JobPhase> = fields.parse("state", phase.as_deref(), str::parse);
    let binding = Binding::new("jobs", &(&kind, phase));
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let selection = JobSelection { kind, phase };
    let total = if total { Some(state.jobs.count(&caller.0, &selection).await?) } else { None };
    let page = state.jobs.list(&caller.0, &selection, &page).await?;
    let items = page.items.into_iter().map(JobBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
