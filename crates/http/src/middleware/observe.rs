use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{CONTENT_ENCODING, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use fasttrack_application::{Context, Credential, SignedIn};

use super::{RequestInfo, protect, request_info::X_REQUEST_ID};
use crate::{settings::HttpSettings, state::AppState};

/// Names the request, gives it its logger, and writes its one line when it was answered.
pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: paths may hold what is none of the log's business.
    let route = request.match_pattern();
    let info = name(&request);
    request.extensions_mut().insert(info.clone());

    let mut outcome = next.call(request).await;

    let answer = match &mut outcome {
        Ok(response) => {
            decorate(response, &info);
            Answer::of(response)
        }
        Err(error) => Answer { status: error.as_response_error().status_code(), bytes: None, user: None },
    };
    slog::info!(info.logger, "request";
        "method" => method.as_str(),
        "route" => route,
        "status" => answer.status.as_u16(),
        "duration_ms" => (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        "bytes" => answer.bytes,
        "user_id" => answer.user.map(|user| user.user_id.to_string()),
        "api_key_id" => answer.user.and_then(|user| match user.credential {
            Credential::ApiKey(id) => Some(id.to_string()),
            Credential::Session(_) => None,
        }),
    );
    outcome
}

fn name(request: &ServiceRequest) -> RequestInfo {
    let state = request.app_data::<Data<AppState>>();
    let id = RequestInfo::sane_id(request.headers())
        .unwrap_or_else(|| state.map_or_else(String::new, |state| state.ids.next().to_string()));
    let trace_id = RequestInfo::trace_id(request.headers());
    let root =
        state.map_or_else(|| slog::Logger::root(slog::Discard, slog::o!()), |state| state.logger.clone());
    let logger = root.new(slog::o!("request_id" => id.clone(), "trace_id" => trace_id));
    let settings = request.app_data::<Data<HttpSettings>>();
    let address = request.peer_addr().map(|peer| match settings {
        Some(settings) => settings.trusted_proxies.client(peer.ip(), request.headers()),
        None => peer.ip().to_canonical(),
    });
    RequestInfo::new(id, address, request.path().to_owned(), logger)
}

fn decorate(response: &mut ServiceResponse<impl MessageBody>, info: &RequestInfo) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&info.id) {
        headers.insert(X_REQUEST_ID.clone(), id);
    }
    if let Some(standing) = info.standing() {
        standing.tell(headers);
    }
    protect(headers, &info.path);
    // Told our own compressor to keep away; on the wire it has no meaning (RFC 9110 §8.4.1).
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(CONTENT_ENCODING);
    }
}

/// What the line says of the answer.
struct Answer {
    status: StatusCode,
    bytes: Option<u64>,
    user: Option<SignedIn>,
}

impl Answer {
    fn of(response: &ServiceResponse<impl MessageBody>) -> Self {
        let bytes = match response.response().body().size() {
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::None => Some(0),
            BodySize::Stream => None,
        };
        let context = response.request().extensions().get::<Context>().cloned();
        let user = context.and_then(|context| context.user().ok());
        Self { status: response.status(), bytes, user }
    }
}
