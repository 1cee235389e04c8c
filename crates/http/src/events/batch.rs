use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use fasttrack_application::{
    Context,
    events::{BatchError, Events},
};
use fasttrack_domain::event::{EventDetails, EventView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    dto::{EventBody, EventInput},
    problems::fault,
};
use crate::{
    extract::{JsonBatch, Query, boolean},
    idempotency::{Answer, IdempotencyHeader, Once, answered},
    list::List,
    middleware::Compressible,
    problem::{ApiError, Code, FieldError, Fields},
    state::AppState,
};

/// Whether to make the events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchQuery {
    /// `true`: only say which of the events could be made.
    #[param(value_type = Option<bool>, default = false)]
    dry_run: Option<String>,
}

/// What would become of one event of a batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchResult {
    /// Which event of the batch, from 0.
    #[schema(example = 1)]
    pub index: usize,
    /// Whether it could be made.
    #[schema(example = false)]
    pub valid: bool,
    /// What is wrong with it; pointers lead into the batch.
    pub errors: Vec<FieldError>,
}

/// Create events
///
/// Makes up to 1000 events that belong to who asks: all of them, or none. Everything that is wrong
/// with any of them is pointed at, as `/<index>/<member>`.
///
/// A dry run makes none, and says of each whether it could be made; it takes no `Idempotency-Key`.
#[utoipa::path(
    tag = "events",
    extensions(("x-rate-limit" = json!("uploads"))),
    params(BatchQuery, IdempotencyHeader),
    request_body(content = Vec<EventInput>, description = "1 to 1000 events, in up to 64 MiB"),
    responses(
        (status = 201, description = "The events, on one page", body = List<EventBody>, headers(
            ("Idempotency-Replayed" = bool, description = "`true` when this was answered before")
        )),
        (status = 200, description = "What a dry run found, on one page", body = List<BatchResult>),
        (status = 409, description = "`venue_double_booked`: each event at fault is pointed at")
    )
)]
#[post("/events/batch")]
pub(crate) async fn create_events(
    request: HttpRequest,
    state: Data<AppState>,
    query: Query<BatchQuery>,
    once: Once<JsonBatch<EventInput, { Events::MAX_BATCH }>>,
) -> Result<HttpResponse, ApiError> {
    let mut fields = Fields::default();
    let dry_run = fields.parse("dry_run", query.0.dry_run.as_deref(), boolean).unwrap_or_default();
    fields.finish()?;
    let Once { ctx, input } = once;
    let batch = Batch::of(input.0);
    if dry_run {
        let results = batch.tried(&state.events, &ctx).await?;
        return Ok(List::single(results).respond(&request));
    }
    let mut response = answered(state.events.create_batch(&ctx, batch.whole()?).await?)?;
    // Which is forgotten when an answer is kept.
    response.extensions_mut().insert(Compressible);
    Ok(response)
}

impl Answer for Vec<EventView> {
    fn response(self) -> HttpResponse {
        List::single(self.into_iter().map(EventBody::from).collect()).created()
    }
}

/// The events of a batch, and what is wrong with the others.
#[derive(Default)]
struct Batch {
    size: usize,
    /// Which events these are.
    indexes: Vec<usize>,
    events: Vec<EventDetails>,
    errors: BTreeMap<usize, Vec<FieldError>>,
}

impl Batch {
    fn of(inputs: Vec<Result<EventInput, Vec<FieldError>>>) -> Self {
        let mut batch = Self { size: inputs.len(), ..Self::default() };
        for (index, input) in inputs.into_iter().enumerate() {
            let parsed = input.and_then(|input| input.details().map_err(|error| error.fields_below(index)));
            match parsed {
                Ok(details) => {
                    batch.indexes.push(index);
                    batch.events.push(details);
                }
                Err(errors) => drop(batch.errors.insert(index, errors)),
            }
        }
        batch
    }

    /// All events, or else all that is wrong with them.
    fn whole(self) -> Result<Vec<EventDetails>, ApiError> {
        if self.errors.is_empty() {
            return Ok(self.events);
        }
        Err(ApiError::new(Code::ValidationFailed).fields(self.errors.into_values().flatten().collect()))
    }

    /// What would become of each event.
    async fn tried(mut self, events: &Events, ctx: &Context) -> Result<Vec<BatchResult>, ApiError> {
        match events.try_batch(ctx, self.events).await {
            Ok(()) => {}
            Err(BatchError::Rows(faults)) => {
                for (tried, error) in faults {
                    let index = self.indexes.get(tried).copied().unwrap_or(tried);
                    self.errors.entry(index).or_default().push(fault(index, error)?);
                }
            }
            Err(error) => return Err(error.into()),
        }
        let result = |index| {
            let errors = self.errors.remove(&index).unwrap_or_default();
            BatchResult { index, valid: errors.is_empty(), errors }
        };
        Ok((0..self.size).map(result).collect())
    }
}
