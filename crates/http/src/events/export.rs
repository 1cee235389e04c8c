use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    web::{Bytes, Data},
};
use fasttrack_application::exports::{Export, ExportError, ExportFormat};
use futures_util::{Stream, stream};

use super::query::ExportQuery;
use crate::{
    broken_off::BrokenOff,
    extract::{Caller, Query},
    middleware::{Compressible, RequestInfo, WasHead, accepts, chain},
    problem::{ApiError, Code},
    state::AppState,
};

/// Export events
///
/// The events that fit all that is asked, as a file of any length. Drafts are exported for their
/// owner and for admins only. No snapshot: what changes meanwhile may be in it or not.
///
/// `fasttrack import` reads `json`, `ndjson` and `csv` back as equal events, also into an empty
/// database: `venue` is an object that describes the venue (in CSV, a cell that holds one as JSON).
/// Cells of CSV that a spreadsheet would take for a formula are written behind an apostrophe; tags
/// are separated by `;`, or a JSON array where one of them holds a `;`.
///
/// All formats but `ics` need the scope `venues:read`, too. Should the server fail in the middle,
/// the response ends without its proper end (RFC 9112 §8), so that no client takes it for whole.
#[utoipa::path(
    tag = "events",
    extensions(("x-rate-limit" = json!("exports"))),
    params(ExportQuery),
    responses(
        (status = 200, description = "The file", headers(
            ("Content-Disposition" = String, description = "The name of the file")
        ), content(
            (Vec<serde_json::Value> = "application/json", example = json!([{
                "title": "Recife Rust Meetup", "description": "Talks, pizza and lifetimes.",
                "starts_at": "2027-03-14T22:00:00Z", "ends_at": null, "time_zone": "America/Recife",
                "city": "Recife", "capacity": 120, "tags": ["rust"], "status": "published",
                "venue": {
                    "name": "Teatro de Santa Isabel", "city": "Recife", "type": "theatre", "capacity": 570,
                    "accessible": true, "address": null, "latitude": -8.0615, "longitude": -34.8785
                }
            }])),
            (String = "application/x-ndjson"),
            (String = "text/csv"),
            (String = "text/calendar")
        ))
    )
)]
#[get("/events/export")]
pub(crate) async fn export_events(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, sort, format) = query.0.parse()?;
    if !accepts(request.headers(), format.media_type()) {
        return Err(ApiError::new(Code::NotAcceptable));
    }
    let mut export = state.exports.begin(&caller.0, filter, sort, format)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, content_type(format)))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"events.{}\"", format.as_str())))
        .insert_header((CACHE_CONTROL, "private, no-cache"));
    response.extensions_mut().insert(Compressible);
    if request.extensions().contains::<WasHead>() {
        return Ok(response.streaming(stream::empty::<Result<Bytes, BrokenOff>>()));
    }
    // Before the status is sent: most of what can go wrong does so here.
    let first = export.next().await?;
    Ok(response.streaming(pieces(first, export, RequestInfo::of(&request))))
}

fn content_type(format: ExportFormat) -> String {
    match format {
        // UTF-8 by definition.
        ExportFormat::Json | ExportFormat::Ndjson => format.media_type().to_owned(),
        ExportFormat::Csv | ExportFormat::Ics => format!("{}; charset=utf-8", format.media_type()),
    }
}

/// The pieces of a file, each read when the client has taken the one before.
fn pieces(
    first: Option<Vec<u8>>,
    export: Export,
    info: Option<RequestInfo>,
) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
    stream::try_unfold((first, export, info), async |(ready, mut export, info)| {
        let piece = match ready {
            Some(piece) => Some(piece),
            None => export.next().await.map_err(|error| broken_off(&error, &info, export.written()))?,
        };
        Ok(piece.map(|piece| (Bytes::from(piece), (None, export, info))))
    })
}

fn broken_off(error: &ExportError, info: &Option<RequestInfo>, written: u64) -> BrokenOff {
    if let Some(RequestInfo { logger, .. }) = info {
        slog::error!(logger, "export broken off"; "cause" => chain(error), "events" => written);
    }
    BrokenOff
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::TimeDelta;
    use fasttrack_application::{
        Changes, Context,
        events::{Events, ViewCounts},
        exports::Exports,
    };
    use fasttrack_domain::{
        StoreError,
        event::{EventFilter, EventSort},
        page::{Page, Position, SortKey},
        ports::{MockEventQueries, MockVenueQueries},
        time::Timestamp,
    };
    use fasttrack_test_support::{FakeBus, FakeCache, FakeStore, FixedClock, SequentialIds, unique_id};
    use futures_util::StreamExt as _;

    use super::*;

    fn export_of(events: MockEventQueries) -> Export {
        let store = Arc::new(FakeStore::default());
        let exports = Exports {
            events: Events {
                views: Arc::new(ViewCounts::new(store.clone())),
                store,
                queries: Arc::new(events),
                cached: Arc::new(MockEventQueries::new()),
                changes: Changes { bus: Arc::new(FakeBus::default()), cache: Arc::new(FakeCache::default()) },
                clock: Arc::new(FixedClock::default()),
                ids: Arc::new(SequentialIds::default()),
                forecast_horizon: TimeDelta::zero(),
            },
            venues: Arc::new(MockVenueQueries::new()),
        };
        let ctx = Context::system("test".to_owned());
        exports.begin(&ctx, EventFilter::default(), EventSort::default(), ExportFormat::Json).ok().unwrap()
    }

    #[actix_web::test]
    async fn a_failure_in_the_middle_is_the_last_that_comes() {
        let mut events = MockEventQueries::new();
        events.expect_list().returning(|_, _, page| match page.after {
            None => {
                let key = SortKey::Time(Timestamp::EPOCH);
                Ok(Page { items: Vec::new(), next: Some(Position { key, id: unique_id() }) })
            }
            Some(_) => Err(StoreError::Unavailable("gone".into())),
        });
        let mut export = export_of(events);
        let first = export.next().await.unwrap();
        let pieces: Vec<_> = pieces(first, export, None).collect().await;
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].as_deref().unwrap(), b"[");
        assert!(pieces[1].is_err());
    }

    #[actix_web::test]
    async fn a_file_without_events_is_whole() {
        let mut events = MockEventQueries::new();
        events.expect_list().returning(|_, _, _| Ok(Page { items: Vec::new(), next: None }));
        let mut export = export_of(events);
        let first = export.next().await.unwrap();
        let pieces: Vec<_> = pieces(first, export, None).map(Result::unwrap).collect().await;
        assert_eq!(pieces, [Bytes::from_static(b"[\n]\n")]);
    }
}
