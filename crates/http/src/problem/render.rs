use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    body::BoxBody,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, FieldError};
use crate::middleware::{RequestInfo, X_REQUEST_ID, protect};

/// Problem details (RFC 9457), the shape of every error.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem<'a> {
    /// A page that explains this kind of problem.
    #[schema(example = "/problems/not_found")]
    pub r#type: String,
    /// The kind of problem, in words; the same for every occurrence.
    #[schema(example = "There is nothing here")]
    pub title: &'static str,
    /// The status code of the response.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    pub status: u16,
    /// This occurrence, in words.
    #[schema(example = "there is no such event")]
    pub detail: &'a str,
    /// The path of the request.
    #[schema(example = "/api/v1/events/0197a3c0-0000-7000-8000-000000000001")]
    pub instance: Cow<'a, str>,
    /// The kind of problem, for machines.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// Identifies the request in the server's log.
    #[schema(example = "0197a3c0-1111-7000-8000-000000000002")]
    pub request_id: Cow<'a, str>,
    /// What does not fit; with status 422, and 409 of a batch.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    #[schema(required = false)]
    pub errors: &'a [FieldError],
    /// The code of RFC 6749 §5.2; from the token endpoint only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "invalid_grant", required = false)]
    pub error: Option<&'static str>,
    /// The detail again, under the name of RFC 6749 §5.2; from the token endpoint only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub error_description: Option<&'a str>,
}

/// The response of a problem; of no request in particular when there is no `info`.
pub(crate) fn respond(error: &ApiError, info: Option<&RequestInfo>) -> HttpResponse<BoxBody> {
    let oauth = error.oauth;
    let problem = Problem {
        r#type: format!("/problems/{}", error.code.as_str()),
        title: error.code.title(),
        status: error.code.status().as_u16(),
        detail: &error.detail,
        instance: info.map_or_else(Default::default, |info| Cow::Borrowed(info.path.as_str())),
        code: error.code.as_str(),
        request_id: info.map_or_else(Default::default, |info| Cow::Borrowed(info.id.as_str())),
        errors: &error.fields,
        error: oauth.then(|| error.code.as_str()),
        error_description: oauth.then_some(&*error.detail),
    };
    let mut response = HttpResponse::build(error.code.status());
    if let Some(info) = info {
        response.insert_header((X_REQUEST_ID.clone(), info.id.as_str()));
    }
    for (name, value) in &error.headers {
        response.append_header((name.clone(), value.clone()));
    }
    if oauth {
        // RFC 6749 §5.2 shows it, and a cached refusal could outlive its reason.
        response.insert_header((CACHE_CONTROL, "no-store"));
    }
    // Serialising strings and numbers cannot fail.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = response.insert_header((CONTENT_TYPE, "application/problem+json")).body(body);
    if let Some(standing) = info.and_then(RequestInfo::standing) {
        standing.tell(response.headers_mut());
    }
    // Some problems leave without passing the middleware again: a request that took too long.
    protect(response.headers_mut(), info.map_or("/api/", |info| info.path.as_str()));
    response
}
