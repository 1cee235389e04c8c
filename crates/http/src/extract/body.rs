use std::{borrow::Cow, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue},
    web::{Bytes, BytesMut, Data},
};
use fasttrack_domain::Invalid;
use futures_util::StreamExt;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::Value;
use serde_path_to_error::Segment;
use validator::Validate;

use super::nothing_twice::NothingTwice;
use crate::{
    problem::{ApiError, Code, FieldError},
    settings::HttpSettings,
    validation,
};

pub(super) type Parsing<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// A JSON body that is what it should be.
pub(crate) struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, &JSON, request_limit);
        Box::pin(async move { read_json(&body.await?).map(Self) })
    }
}

/// The media types of JSON.
pub(super) const JSON: [&str; 1] = ["application/json"];

/// The media types of a JSON Merge Patch (RFC 7396); plain JSON is taken as the same.
const PATCHES: [&str; 2] = ["application/merge-patch+json", "application/json"];

/// A JSON Merge Patch of a thing no member of which can be removed: it names what changes.
pub(crate) struct PatchJson<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for PatchJson<T> {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, &PATCHES, request_limit);
        Box::pin(async move { read_json(&body.await.map_err(accept_patch)?).map(Self) })
    }
}

/// RFC 5789 §2.2: says which patches would have been understood.
fn accept_patch(error: ApiError) -> ApiError {
    if error.code != Code::UnsupportedMediaType {
        return error;
    }
    let patches = HeaderValue::from_static("application/merge-patch+json, application/json");
    error.header(HeaderName::from_static("accept-patch"), patches)
}

/// A JSON Merge Patch, not applied yet.
pub(crate) struct MergePatch(pub Value);

impl FromRequest for MergePatch {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, &PATCHES, request_limit);
        Box::pin(async move {
            let body = body.await.map_err(accept_patch)?;
            match deserialize(&body)? {
                patch @ Value::Object(_) => {
                    // A value keeps the last of two members of one name, and says nothing.
                    deserialize::<NothingTwice>(&body)?;
                    Ok(Self(patch))
                }
                _ => Err(no_object()),
            }
        })
    }
}

/// A form, as OAuth 2 wants it: parameters that are not known are passed over.
pub(crate) struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, &["application/x-www-form-urlencoded"], request_limit);
        Box::pin(async move {
            serde_urlencoded::from_bytes(&body.await?)
                .map(Self)
                .map_err(|error| ApiError::new(Code::InvalidRequest).detail(error.to_string()))
        })
    }
}

/// Parses and validates a body.
pub(crate) fn read_json<T: DeserializeOwned + Validate>(body: &[u8]) -> Result<T, ApiError> {
    // serde would take a list for a struct as well, member by member.
    if body.trim_ascii_start().starts_with(b"[") {
        deserialize::<IgnoredAny>(body)?;
        return Err(no_object());
    }
    let dto: T = deserialize(body)?;
    dto.validate().map_err(|errors| validation::problem(&errors))?;
    Ok(dto)
}

pub(super) fn no_object() -> ApiError {
    ApiError::invalid("", Invalid::new("invalid_type", "must be an object"))
}

/// The limit of most bodies.
const fn request_limit(settings: &HttpSettings) -> usize {
    settings.body_limit
}

/// Reads the whole body, within this limit, if it is of one of these media types.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    media_types: &[&str],
    limit: fn(&HttpSettings) -> usize,
) -> impl Future<Output = Result<Bytes, ApiError>> + use<> {
    let encoded = request.headers().contains_key(CONTENT_ENCODING);
    let fits = !encoded && media_types.contains(&request.content_type().to_ascii_lowercase().as_str());
    let limit = request.app_data::<Data<HttpSettings>>().map_or(0, |settings| limit(settings));
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse::<usize>().ok());
    let mut chunks = payload.take();
    async move {
        if !fits {
            return Err(ApiError::new(Code::UnsupportedMediaType));
        }
        if announced.is_some_and(|length| length > limit) {
            return Err(PayloadError::Overflow.into());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            if body.len() + chunk.len() > limit {
                return Err(PayloadError::Overflow.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

pub(super) fn deserialize<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, ApiError> {
    // serde would look only into the strings that are wanted.
    if std::str::from_utf8(body).is_err() {
        return Err(ApiError::new(Code::MalformedBody).detail("the body is not UTF-8"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| misfit(body, &error))?;
    deserializer.end().map_err(|error| ApiError::new(Code::MalformedBody).detail(error.to_string()))?;
    Ok(value)
}

/// What is not JSON is malformed (400); what is, but not of the right shape, is invalid (422).
fn misfit(body: &[u8], error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let text = error.inner().to_string();
    if !error.inner().is_data() {
        return ApiError::new(Code::MalformedBody).detail(text);
    }
    // The shape was found wrong before the end was read, and the rest may not be JSON at all.
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(body) {
        return ApiError::new(Code::MalformedBody).detail(error.to_string());
    }
    // The position says less than the pointer.
    let mut detail = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text).to_owned();
    let mut pointer = pointer(error.path());
    // For these serde names the parent; the member stands in its text only.
    let member = |prefix| detail.strip_prefix(prefix)?.split('`').next().map(escape);
    let code = if let Some(name) = member("missing field `") {
        pointer = format!("{pointer}/{name}");
        "required"
    } else if let Some(name) = member("duplicate field `") {
        pointer = format!("{pointer}/{name}");
        "duplicate_field"
    } else if detail.starts_with("unknown field") {
        "unknown_field"
    } else {
        detail = wanted(&detail);
        "invalid_type"
    };
    ApiError::new(Code::ValidationFailed).fields(vec![FieldError {
        pointer,
        code: Cow::Borrowed(code),
        detail,
    }])
}

/// What would have fitted, from the words of serde; never what was there instead, which may be a
/// password, or long.
fn wanted(text: &str) -> String {
    let kind = match text.rsplit_once("expected ").map_or("", |(_, kind)| kind) {
        "i64" => "a whole number of at most 64 bits",
        "f64" => "a number",
        "a sequence" => "a list",
        kind if kind.starts_with("a ") => kind,
        _ => "an object",
    };
    format!("must be {kind}")
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            Segment::Enum { variant } => format!("/{}", escape(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// RFC 6901 §3.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Order {
        name: String,
        #[serde(default)]
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Item {
        price: u32,
    }

    fn refused(body: &str) -> (Code, String, String) {
        let error = read_json::<Order>(body.as_bytes()).expect_err("a misfit");
        let field = error.fields.first();
        let pointer = field.map_or_else(String::new, |field| field.pointer.clone());
        (error.code, pointer, field.map_or_else(String::new, |field| field.code.to_string()))
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        let deep = format!("{{\"name\":{}", "[".repeat(20_000));
        for body in [
            "",
            "{",
            "nonsense",
            "{\"name\":\"a\"} trailing",
            "{\"name\":\"\u{1}\"}",
            "[1",
            "[] []",
            deep.as_str(),
        ] {
            assert_eq!(refused(body).0, Code::MalformedBody, "{body:.40}");
        }
    }

    #[test]
    fn what_was_there_instead_is_not_repeated() {
        for (body, detail) in [
            (r#"{"name":4242}"#, "must be a string"),
            (r#"{"name":"a","items":"expected hunter2 at line 1"}"#, "must be a list"),
            (r#"{"name":["hunter2"]}"#, "must be a string"),
            (r#"["hunter2"]"#, "must be an object"),
        ] {
            let error = read_json::<Order>(body.as_bytes()).expect_err("a misfit");
            assert_eq!(error.fields.first().map(|field| field.detail.as_str()), Some(detail), "{body}");
        }
    }

    #[test]
    fn what_does_not_fit_is_pointed_at() {
        let cases = [
            (r#"{}"#, "/name", "required"),
            (r#"{"name":null}"#, "/name", "invalid_type"),
            (r#"{"name":1}"#, "/name", "invalid_type"),
            (r#"{"name":"a","bogus":1}"#, "/bogus", "unknown_field"),
            (r#"{"name":"a","name":"b"}"#, "/name", "duplicate_field"),
            (r#"{"name":"a","items":[{"price":1},{"price":"x"}]}"#, "/items/1/price", "invalid_type"),
            (r#"{"name":"a","items":[{}]}"#, "/items/0/price", "required"),
            (r#"{"name":"a","items":[{"fo~/o":1}]}"#, "/items/0/fo~0~1o", "unknown_field"),
            (r#"{"name":"a","items":[{"price":-1}]}"#, "/items/0/price", "invalid_type"),
            (r#"[]"#, "", "invalid_type"),
            (r#" ["a"]"#, "", "invalid_type"),
            (r#"["a", []]"#, "", "invalid_type"),
            (r#""a""#, "", "invalid_type"),
            (r#"null"#, "", "invalid_type"),
        ];
        for (body, pointer, code) in cases {
            assert_eq!(
                refused(body),
                (Code::ValidationFailed, pointer.to_owned(), code.to_owned()),
                "{body}"
            );
        }
    }
}
