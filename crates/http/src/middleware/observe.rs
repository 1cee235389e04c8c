use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_ENCODING, HeaderValue},
    middleware::Next,
    web::Data,
};
use fasttrack_application::{Actor, Context};

use super::{RequestInfo, request_info::X_REQUEST_ID};
use crate::state::AppState;

/// Names the request, gives it its logger, and writes its one line when it was answered.
pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let info = name(&request);
    request.extensions_mut().insert(info.clone());

    let mut response = next.call(request).await?;

    if let Ok(id) = HeaderValue::from_str(&info.id) {
        response.headers_mut().insert(X_REQUEST_ID.clone(), id);
    }
    response
        .headers_mut()
        .insert(actix_web::http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Told our own compressor to keep away; on the wire it has no meaning (RFC 9110 §8.4.1).
    if response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        response.headers_mut().remove(CONTENT_ENCODING);
    }
    log(&info, &method, &response, started);
    Ok(response)
}

fn name(request: &ServiceRequest) -> RequestInfo {
    let state = request.app_data::<Data<AppState>>();
    let id = RequestInfo::sane_id(request.headers())
        .unwrap_or_else(|| state.map_or_else(String::new, |state| state.ids.next().to_string()));
    let trace_id = RequestInfo::trace_id(request.headers());
    let root =
        state.map_or_else(|| slog::Logger::root(slog::Discard, slog::o!()), |state| state.logger.clone());
    let logger = root.new(slog::o!("request_id" => id.clone(), "trace_id" => trace_id));
    RequestInfo { id, path: request.path().to_owned(), logger }
}

fn log(
    info: &RequestInfo,
    method: &actix_web::http::Method,
    response: &ServiceResponse<impl MessageBody>,
    started: Instant,
) {
    let request = response.request();
    let user = request.extensions().get::<Context>().and_then(|context| match context.actor {
        Actor::User(user) => Some(user.user_id.to_string()),
        Actor::System => None,
    });
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::None => Some(0),
        BodySize::Stream => None,
    };
    slog::info!(info.logger, "request";
        "method" => method.as_str(),
        // The pattern, not the path: paths may hold what is none of the log's business.
        "route" => request.match_pattern(),
        "status" => response.status().as_u16(),
        "duration_ms" => (started.elapsed().as_secs_f64() * 1e3 * 1e3).round() / 1e3,
        "bytes" => bytes,
        "user_id" => user,
    );
}
