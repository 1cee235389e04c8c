//! Conditional requests (RFC 9110 §13): entity tags of things that have a version.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH},
};
use fasttrack_domain::version::{Expected, Revision, Version};
use serde::Serialize;

/// The entity tag `"<version>.<revision>"`.
pub(crate) fn entity_tag(version: Version, revision: Revision) -> String {
    format!("\"{}.{}\"", version.0, revision.0)
}

/// What `If-Match` expects. It is compared by version alone: registrations that come in between
/// are nobody's edit. Tags that are weak or none of ours match nothing, nor does an empty list.
pub(crate) fn expected(request: &HttpRequest) -> Expected {
    let tags = header_list(request, &IF_MATCH);
    if !request.headers().contains_key(IF_MATCH) || tags.iter().any(|tag| tag == "*") {
        return Expected::Any;
    }
    let version = |tag: &String| {
        let (version, revision) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once('.')?;
        revision.parse::<i64>().ok()?;
        version.parse().ok().map(Version)
    };
    Expected::OneOf(tags.iter().filter_map(version).collect())
}

/// Whether `If-None-Match` says that the client has this one already.
pub(crate) fn is_known(request: &HttpRequest, tag: &str) -> bool {
    header_list(request, &IF_NONE_MATCH)
        .iter()
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn header_list(request: &HttpRequest, name: &HeaderName) -> Vec<String> {
    request
        .headers()
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// A single resource with its entity tag; or 304 to a client that has it already.
pub(crate) fn answer<T: Serialize>(request: &HttpRequest, tag: &str, body: &T) -> HttpResponse {
    let mut response = if is_known(request, tag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((ETAG, tag)).insert_header(("cache-control", "private, no-cache"));
    if is_known(request, tag) { response.finish() } else { response.json(body) }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn if_match(values: &[&str]) -> Expected {
        let request = values.iter().fold(TestRequest::get(), |r, value| r.append_header((IF_MATCH, *value)));
        expected(&request.to_http_request())
    }

    #[test]
    fn if_match_names_versions() {
        let versions = |numbers: &[i64]| Expected::OneOf(numbers.iter().copied().map(Version).collect());
        assert_eq!(if_match(&[]), Expected::Any);
        assert_eq!(if_match(&["*"]), Expected::Any);
        assert_eq!(if_match(&["\"3.14\""]), versions(&[3]));
        assert_eq!(if_match(&["\"3.14\", \"4.0\""]), versions(&[3, 4]));
        assert_eq!(if_match(&["\"3.14\"", "\"5.1\""]), versions(&[3, 5]));
    }

    #[test]
    fn what_is_no_strong_tag_of_ours_matches_nothing() {
        for value in [
            "W/\"3.14\"",
            "3.14",
            "\"3\"",
            "\"3.x\"",
            "\"abc\"",
            "\"\"",
            "\"3.14",
            "\"99999999999999999999.0\"",
            "",
            ",",
        ] {
            assert_eq!(if_match(&[value]), Expected::OneOf(vec![]), "{value}");
        }
    }

    #[test]
    fn if_none_match_compares_weakly_and_whole() {
        let known = |value: &str| {
            is_known(&TestRequest::get().append_header((IF_NONE_MATCH, value)).to_http_request(), "\"3.14\"")
        };
        for value in ["\"3.14\"", "W/\"3.14\"", "*", "\"1.0\", \"3.14\""] {
            assert!(known(value), "{value}");
        }
        for value in ["\"3.15\"", "\"2.14\"", "3.14", ""] {
            assert!(!known(value), "{value}");
        }
    }
}
