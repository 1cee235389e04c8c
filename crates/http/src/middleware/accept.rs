use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{ACCEPT, HeaderMap},
    middleware::Next,
    web::Data,
};

use crate::{
    openapi::RouteTable,
    problem::{ApiError, Code},
};

/// Refuses a request to the API whose `Accept` excludes all that the operation can answer
/// (RFC 9110 §12.5.1), before anything is done.
pub(crate) async fn accept(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.path().starts_with("/api/") && !acceptable(&request) {
        let refused = ApiError::new(Code::NotAcceptable);
        return Ok(request.error_response(refused).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// What is no operation answers with JSON of some sort.
fn acceptable(request: &ServiceRequest) -> bool {
    let table = request.app_data::<Data<RouteTable>>();
    match table.and_then(|table| table.operation(request.path(), request.method())) {
        Some(operation) => operation.media_types.iter().any(|media| accepts(request.headers(), media)),
        None => accepts(request.headers(), "application/json"),
    }
}

/// Whether a client takes this media type; one that does not say takes all.
pub(crate) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let mut ranges = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok()).peekable();
    ranges.peek().is_none()
        || ranges.flat_map(|value| value.split(',')).any(|range| covers(range, media_type))
}

fn covers(range: &str, media_type: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default().to_ascii_lowercase();
    let refused = parts
        .filter_map(|parameter| parameter.split_once('='))
        .any(|(name, weight)| name.trim() == "q" && weight.trim().parse::<f32>().is_ok_and(|q| q <= 0.0));
    let whole_type = || range.strip_suffix("/*").zip(media_type.split_once('/'));
    !refused
        && (matches!(range.as_str(), "" | "*/*")
            || range == media_type
            || whole_type().is_some_and(|(asked, (media, _))| asked == media))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn json_is_taken_by_what_covers_it() {
        for range in [
            "*/*",
            "application/*",
            "application/json",
            "Application/JSON;q=0.5",
            "application/json; charset=utf-8",
        ] {
            assert!(covers(range, "application/json"), "{range}");
        }
        for range in ["text/html", "application/xml", "image/*", "application/json;q=0", "*/*; q=0.0", "json"]
        {
            assert!(!covers(range, "application/json"), "{range}");
        }
    }

    #[test]
    fn text_is_taken_by_what_covers_it() {
        for range in ["*/*", "text/*", "text/csv", "text/csv;header=present"] {
            assert!(covers(range, "text/csv"), "{range}");
        }
        for range in ["application/*", "text/calendar", "text", "text/*;q=0"] {
            assert!(!covers(range, "text/csv"), "{range}");
        }
    }
}
