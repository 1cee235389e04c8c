use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    web::{Bytes, Data},
};
use fasttrack_application::imports::{Report, ReportFormat};
use fasttrack_domain::job::Job;
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    broken_off::BrokenOff,
    extract::{Caller, PathId, Query},
    middleware::{Compressible, RequestInfo, WasHead, accepts},
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

/// The pieces of a report, each read when the client has taken the one before.
fn pieces(
    first: Option<Vec<u8>>,
    report: Report,
    info: Option<RequestInfo>,
) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
    stream::try_unfold((first, report, info), async |(ready, mut report, info)| {
        let piece = match ready {
            Some(piece) => Some(piece),
            None => report.next().await.map_err(|error| BrokenOff::by(&error, "report", info.as_ref()))?,
        };
        Ok(piece.map(|piece| (Bytes::from(piece), (None, report, info))))
    })
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use fasttrack_application::{
        Changes, Context,
        imports::{ImportJobs, Imports},
    };
    use fasttrack_domain::{
        StoreError,
        import::{Import, ImportTally, RejectedRecord},
        job::JobId,
        ports::{MockBlobStore, MockImportQueries, MockJobQueries, MockUserQueries},
        user::UserId,
    };
    use fasttrack_test_support::{
        FakeBus, FakeCache, FakeStore, FixedClock, SequentialIds, a_job, unique_id,
    };
    use futures_util::StreamExt as _;

    use super::*;

    /// Has one full page, and fails after that.
    fn failing() -> ImportJobs {
        let (mut jobs, mut queries) = (MockJobQueries::new(), MockImportQueries::new());
        jobs.expect_find().returning(|_| Ok(Some(a_job("imports.run").build())));
        queries.expect_find().returning(|job_id| {
            let (owner, tally) = (UserId::new(unique_id()), ImportTally::default());
            Ok(Some(Import { job_id, owner, format: String::new(), dry_run: false, bytes: 1, tally }))
        });
        queries.expect_rejected().returning(|_, after, most| {
            if after > 0 {
                return Err(StoreError::Unavailable("gone".into()));
            }
            let row = |record| RejectedRecord {
                record,
                line: record,
                column: None,
                code: "required".to_owned(),
                detail: String::new(),
            };
            Ok((1..=u64::from(most)).map(row).collect())
        });
        ImportJobs {
            imports: Imports {
                store: Arc::new(FakeStore::default()),
                changes: Changes { bus: Arc::new(FakeBus::default()), cache: Arc::new(FakeCache::default()) },
                clock: Arc::new(FixedClock::default()),
                ids: Arc::new(SequentialIds::default()),
            },
            queries: Arc::new(queries),
            jobs: Arc::new(jobs),
            users: Arc::new(MockUserQueries::new()),
            blobs: Arc::new(MockBlobStore::new()),
            max_bytes: 1,
            max_reported: 1,
            timeout: Duration::from_secs(1),
        }
    }

    #[actix_web::test]
    async fn a_failure_in_the_middle_is_the_last_that_comes() {
        let ctx = Context::system("test".to_owned());
        let mut report =
            failing().report(&ctx, JobId::new(unique_id()), ReportFormat::Ndjson).await.ok().unwrap();
        let first = report.next().await.unwrap();
        let mut pieces = Box::pin(pieces(first, report, None));
        assert!(pieces.next().await.unwrap().is_ok());
        assert!(pieces.next().await.unwrap().is_err());
        assert!(pieces.next().await.is_none());
    }
}
