use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    web::{Bytes, Data},
};
use fasttrack_application::imports::{Report, ReportFormat};
use fasttrack_domain::{StoreError, job::Job};
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Caller, PathId, Query},
    middleware::{Compressible, RequestInfo, WasHead, accepts, chain},
    problem::{ApiError, Code, Fields},
    state::AppState,
};

/// The form of a report.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// What the file is written as; else the first of the two that `Accept` takes.
    #[param(value_type = Option<ReportFormatName>, default = "ndjson", example = "csv")]
    format: Option<String>,
}

/// What a report is written as.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the application's ReportFormat in the OpenAPI document")]
pub(crate) enum ReportFormatName {
    Ndjson,
    Csv,
}

/// A record that did not go in. One a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct RejectedRecordBody {
    /// Its number, from 1; the header of a CSV file is none.
    #[schema(minimum = 1, example = 17)]
    record: u64,
    /// The line of the file on which it starts, from 1.
    #[schema(minimum = 1, example = 18)]
    line: u64,
    /// The column, if it is one's fault.
    #[schema(required = true, example = "starts_at")]
    column: Option<String>,
    /// Why, as a stable word.
    #[schema(example = "invalid_timestamp")]
    code: String,
    /// Why, as a sentence. Never holds the content of the row.
    #[schema(example = "must be an RFC 3339 timestamp")]
    detail: String,
}

/// Get the report of an import
///
/// The records that did not go in, in the order of the file, each with the first reason why: of an
/// import that still runs, those so far. All of them are counted in the `result` of the job; the
/// report holds the first ones, as many as `IMPORT_MAX_REPORTED` (10,000) says. It goes with its job.
///
/// Admins see every report, everybody else one's own. Cells of CSV that a spreadsheet would take for
/// a formula are written behind an apostrophe. Should the server fail in the middle, the response
/// ends without its proper end (RFC 9112 §8).
#[utoipa::path(
    tag = "imports",
    params(("id" = Uuid, Path, description = "The job of the import"), ReportQuery),
    responses(
        (status = 200, description = "The file", headers(
            ("Content-Disposition" = String, description = "The name of the file")
        ), content(
            (RejectedRecordBody = "application/x-ndjson"),
            (String = "text/csv")
        ))
    )
)]
#[get("/imports/{id}/report")]
pub(crate) async fn get_import_report(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Job>,
    query: Query<ReportQuery>,
) -> Result<HttpResponse, ApiError> {
    let mut fields = Fields::default();
    let asked: Option<ReportFormat> = fields.parse("format", query.0.format.as_deref(), str::parse);
    fields.finish()?;
    let acceptable = |format: &ReportFormat| accepts(request.headers(), format.media_type());
    let mut formats = asked.map_or_else(|| ReportFormat::ALL.to_vec(), |format| vec![format]).into_iter();
    let format = formats.find(acceptable).ok_or_else(|| ApiError::new(Code::NotAcceptable))?;
    let mut report = state.imports.report(&caller.0, id.0, format).await?;
    let name = format!("attachment; filename=\"report.{}\"", format.as_str());
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, content_type(format)))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"));
    response.extensions_mut().insert(Compressible);
    if request.extensions().contains::<WasHead>() {
        return Ok(response.streaming(stream::empty::<Result<Bytes, BrokenOff>>()));
    }
    // Before the status is sent: most of what can go wrong does so here.
    let first = report.next().await?;
    Ok(response.streaming(pieces(first, report, RequestInfo::of(&request))))
}

fn content_type(format: ReportFormat) -> String {
    match format {
        // UTF-8 by definition.
        ReportFormat::Ndjson => format.media_type().to_owned(),
        ReportFormat::Csv => format!("{}; charset=utf-8", format.media_type()),
    }
}

/// Ends a response abnormally: it is too late to tell the client more.
#[derive(Debug, thiserror::Error)]
#[error("the report broke off")]
struct BrokenOff;

/// The pieces of a report, each read when the client has taken the one before.
fn pieces(
    first: Option<Vec<u8>>,
    report: Report,
    info: Option<RequestInfo>,
) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
    stream::try_unfold((first, report, info), async |(ready, mut report, info)| {
        let piece = match ready {
            Some(piece) => Some(piece),
            None => report.next().await.map_err(|error| broken_off(&error, &info))?,
        };
        Ok(piece.map(|piece| (Bytes::from(piece), (None, report, info))))
    })
}

fn broken_off(error: &StoreError, info: &Option<RequestInfo>) -> BrokenOff {
    if let Some(RequestInfo { logger, .. }) = info {
        slog::error!(logger, "report broken off"; "cause" => chain(error));
    }
    BrokenOff
}
