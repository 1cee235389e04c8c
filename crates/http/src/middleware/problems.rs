use std::{panic::AssertUnwindSafe, time::Duration};

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::CONTENT_TYPE,
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;

use super::RequestInfo;
use crate::{
    openapi::RouteTable,
    problem::{ApiError, Code, from_framework, respond},
    settings::HttpSettings,
};

/// Makes a problem of everything that goes wrong inside: errors of handlers and extractors, of
/// the framework, panics, and requests that take too long. Logs the cause, once.
pub(crate) async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Not the request itself: the router insists on being its only owner.
    let info = RequestInfo::of(request.request());
    let limit = limit(&request);
    let work = AssertUnwindSafe(next.call(request)).catch_unwind();
    let response = match tokio::time::timeout(limit, work).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(error))) => return Err(lost(ours(&error), info)),
        Ok(Err(panic)) => return Err(lost(ApiError::internal(panic_message(&*panic)), info)),
        Err(_elapsed) => return Err(lost(ApiError::new(Code::Timeout), info)),
    };
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_meant(&response) {
        return Ok(response.map_into_boxed_body());
    }
    let (request, response) = response.into_parts();
    let body = match response.error() {
        None => render(&from_framework(status), info.as_ref()),
        Some(error) => match error.as_error::<ApiError>() {
            Some(error) => render(error, info.as_ref()),
            None => render(&ours(error), info.as_ref()),
        },
    };
    Ok(ServiceResponse::new(request, body))
}

/// How long the request may take.
fn limit(request: &ServiceRequest) -> Duration {
    let Some(settings) = request.app_data::<Data<HttpSettings>>() else { return Duration::MAX };
    let table = request.app_data::<Data<RouteTable>>();
    let operation = table.and_then(|table| table.operation(request.path(), request.method()));
    if operation.is_some_and(|operation| operation.takes_file) {
        settings.upload_timeout
    } else {
        settings.request_timeout
    }
}

/// The problem that stands for an error of the framework's.
fn ours(error: &Error) -> ApiError {
    from_framework(error.as_response_error().status_code()).source(error.to_string())
}

/// There is no response to put the problem into: the server makes one of the error itself.
fn lost(mut error: ApiError, info: Option<RequestInfo>) -> Error {
    log(&error, info.as_ref());
    error.about = info.map(Box::new);
    error.into()
}

fn render(error: &ApiError, info: Option<&RequestInfo>) -> HttpResponse<BoxBody> {
    log(error, info);
    respond(error, info)
}

fn log(error: &ApiError, info: Option<&RequestInfo>) {
    let Some(RequestInfo { logger, .. }) = info else { return };
    let code = error.code.as_str();
    match error.source.as_deref().map(chain) {
        cause if error.code.status().is_server_error() => {
            slog::error!(logger, "request failed"; "code" => code, "cause" => cause);
        }
        Some(cause) => slog::debug!(logger, "request refused"; "code" => code, "cause" => cause),
        None => {}
    }
}

/// Whether a handler answered so itself: a problem, or JSON that says more than a problem could. What
/// the framework answers has no body, or text.
fn is_meant(response: &ServiceResponse<impl MessageBody>) -> bool {
    let media = response.headers().get(CONTENT_TYPE);
    response.response().error().is_none()
        && media.is_some_and(|media| media == "application/problem+json" || media == "application/json")
}

/// An error and everything that caused it.
pub(crate) fn chain(error: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let message =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", message.unwrap_or("of an unknown kind"))
}
