use utoipa::openapi::{
    Content, HeaderBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, ParameterIn},
    schema::Type,
};

use super::{Access, route_table};
use crate::{idempotency, problem::Code};

/// Adds to every operation the answers that come of what it takes: a body, parameters, a token.
/// What is particular to an operation stands at its handler.
pub(super) fn add_common(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let api = path.starts_with("/api/");
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for code in common(operation, api) {
                let status = code.status().as_str().to_owned();
                operation.responses.responses.entry(status).or_insert_with(|| RefOr::T(problem(code)));
            }
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response {
                    complete(status, response);
                }
            }
        }
    }
}

fn common(operation: &Operation, api: bool) -> Vec<Code> {
    let mut codes = vec![Code::InternalError, Code::Unavailable];
    if api {
        codes.extend([Code::NotAcceptable, Code::RateLimited]);
    }
    if route_table::access(operation) == Access::Protected {
        codes.extend([Code::InvalidToken, Code::InsufficientScope]);
    }
    if operation.request_body.is_some() {
        codes.extend([
            Code::MalformedBody,
            Code::PayloadTooLarge,
            Code::UnsupportedMediaType,
            Code::ValidationFailed,
        ]);
    }
    for parameter in operation.parameters.iter().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        match parameter.parameter_in {
            ParameterIn::Path => codes.extend([Code::NotFound, Code::ValidationFailed]),
            ParameterIn::Query | ParameterIn::QueryString => codes.push(Code::ValidationFailed),
            ParameterIn::Header if parameter.name == idempotency::NAME => {
                codes.extend([Code::IdempotencyKeyInUse, Code::IdempotencyKeyReused]);
            }
            ParameterIn::Header | ParameterIn::Cookie => {}
        }
    }
    codes
}

fn problem(code: Code) -> Response {
    ResponseBuilder::new().description(code.title()).build()
}

/// Every error has a problem as its body, and every response names its request.
fn complete(status: &str, response: &mut Response) {
    add_header(response, "X-Request-Id", Type::String, "Names the request in the server's log");
    if status == Code::RateLimited.status().as_str() {
        add_header(response, "Retry-After", Type::Integer, "After how many seconds to try again");
        add_header(response, "RateLimit-Policy", Type::String, "How many in how many seconds");
        add_header(response, "RateLimit", Type::String, "How many are left, and when all are there again");
    }
    if status.starts_with(['4', '5']) && response.content.is_empty() {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    }
}

fn add_header(response: &mut Response, name: &str, value: Type, description: &str) {
    let schema = ObjectBuilder::new().schema_type(value).build();
    let header = HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build();
    response.headers.entry(name.to_owned()).or_insert(header.into());
}
