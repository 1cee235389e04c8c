use std::panic::AssertUnwindSafe;

use actix_web::{
    Error, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{ALLOW, CONTENT_TYPE},
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;

use super::RequestInfo;
use crate::{
    problem::{ApiError, Code, from_framework, respond},
    settings::HttpSettings,
};

/// Makes a problem of everything that goes wrong inside: errors of handlers and extractors, of
/// the framework, panics, and requests that take too long. Logs the cause, once.
pub(crate) async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let http = request.request().clone();
    let limit = request.app_data::<Data<HttpSettings>>().map(|settings| settings.request_timeout);
    let work = AssertUnwindSafe(next.call(request)).catch_unwind();
    let outcome = match limit {
        Some(limit) => tokio::time::timeout(limit, work).await,
        None => Ok(work.await),
    };
    let response = match outcome {
        Err(_elapsed) => return Ok(refuse(http, &ApiError::new(Code::Timeout))),
        Ok(Err(panic)) => return Ok(refuse(http, &ApiError::internal(panic_message(&*panic)))),
        Ok(Ok(Err(error))) => return Ok(refuse(http, &known(&error))),
        Ok(Ok(Ok(response))) => response,
    };
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() || is_problem(&response) {
        return Ok(response.map_into_boxed_body());
    }
    match response.response().error() {
        Some(error) => Ok(refuse(response.request().clone(), &known(error))),
        None => {
            let mut problem = from_framework(status);
            for allow in response.headers().get_all(ALLOW) {
                problem = problem.header(ALLOW, allow.clone());
            }
            Ok(refuse(response.request().clone(), &problem))
        }
    }
}

/// An error that came as one of ours, or the problem that its status stands for.
fn known(error: &Error) -> Known<'_> {
    match error.as_error::<ApiError>() {
        Some(error) => Known::Ours(error),
        None => {
            let status = error.as_response_error().status_code();
            Known::Theirs(Box::new(from_framework(status).source(error.to_string())))
        }
    }
}

enum Known<'a> {
    Ours(&'a ApiError),
    Theirs(Box<ApiError>),
}

impl std::ops::Deref for Known<'_> {
    type Target = ApiError;

    fn deref(&self) -> &ApiError {
        match self {
            Self::Ours(error) => error,
            Self::Theirs(error) => error,
        }
    }
}

fn refuse(request: HttpRequest, error: &ApiError) -> ServiceResponse<BoxBody> {
    let info = RequestInfo::of(&request);
    if let Some(info) = &info {
        let cause = error.source.as_deref().map(chain);
        if error.code.status().is_server_error() {
            slog::error!(info.logger, "request failed"; "code" => error.code.as_str(), "cause" => cause);
        } else if let Some(cause) = cause {
            slog::debug!(info.logger, "request refused"; "code" => error.code.as_str(), "cause" => cause);
        }
    }
    ServiceResponse::new(request, respond(error, info.as_ref()))
}

fn is_problem(response: &ServiceResponse<impl MessageBody>) -> bool {
    response.response().error().is_none()
        && response.headers().get(CONTENT_TYPE).is_some_and(|media| media == "application/problem+json")
}

/// An error and everything that caused it.
fn chain(error: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
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
