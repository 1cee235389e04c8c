use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::ACCEPT,
    middleware::Next,
};

use crate::problem::{ApiError, Code};

/// Refuses a request to the API whose `Accept` excludes JSON (RFC 9110 §12.5.1), before anything is done.
pub(crate) async fn accept(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let api = request.path().starts_with("/api/");
    let mut ranges = request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok()).peekable();
    if api && ranges.peek().is_some() && !ranges.flat_map(|value| value.split(',')).any(takes_json) {
        let refused = ApiError::new(Code::NotAcceptable);
        return Ok(request.error_response(refused).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

fn takes_json(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let refused = parts
        .filter_map(|parameter| parameter.split_once('='))
        .any(|(name, weight)| name.trim() == "q" && weight.trim().parse::<f32>().is_ok_and(|q| q <= 0.0));
    !refused && matches!(media.as_str(), "" | "*/*" | "application/*" | "application/json")
}

#[cfg(test)]
mod tests {
    use super::takes_json;

    #[test]
    fn json_is_taken_by_what_covers_it() {
        for range in [
            "*/*",
            "application/*",
            "application/json",
            "Application/JSON;q=0.5",
            "application/json; charset=utf-8",
        ] {
            assert!(takes_json(range), "{range}");
        }
        for range in ["text/html", "application/xml", "image/*", "application/json;q=0", "*/*; q=0.0", "json"]
        {
            assert!(!takes_json(range), "{range}");
        }
    }
}
