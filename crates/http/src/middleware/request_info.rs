use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{HeaderMap, HeaderName},
};
use fasttrack_application::Origin;

use crate::limits::Standing;

/// The header that names a request.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request before anything is done for it.
#[derive(Debug, Clone)]
pub(crate) struct RequestInfo {
    /// Taken from the client when sane, else made.
    pub id: String,
    /// The address of the client.
    pub address: Option<IpAddr>,
    /// The path as asked for.
    pub path: String,
    /// Logs with the identifiers of the request and of the client's trace.
    pub logger: slog::Logger,
    /// All clones are of one request, which is counted once.
    standing: Arc<OnceLock<Standing>>,
}

impl RequestInfo {
    /// The most characters of a request identifier that are taken from a client.
    const MAX_ID: usize = 128;

    pub(crate) fn new(id: String, address: Option<IpAddr>, path: String, logger: slog::Logger) -> Self {
        Self { id, address, path, logger, standing: Arc::default() }
    }

    /// Remembers how who asks stands with the quota.
    pub(crate) fn stands(&self, standing: Standing) {
        // The first time is the only one.
        let _ = self.standing.set(standing);
    }

    /// How who asks stands with the quota, once the request was counted.
    pub(crate) fn standing(&self) -> Option<&Standing> {
        self.standing.get()
    }

    /// Where this request came from.
    pub(crate) fn origin(request: &HttpRequest) -> Origin {
        let info = Self::of(request);
        let address = info.as_ref().and_then(|info| info.address);
        Origin { request_id: info.map(|info| info.id).unwrap_or_default(), address }
    }

    /// The info of a request that the middleware has seen.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// What `X-Request-Id` says, if it is 1 to 128 visible ASCII characters.
    pub(crate) fn sane_id(headers: &HeaderMap) -> Option<String> {
        let id = headers.get(&X_REQUEST_ID)?.to_str().ok()?;
        let sane = (1..=Self::MAX_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        sane.then(|| id.to_owned())
    }

    /// The trace of `traceparent` (W3C Trace Context §3.2), if it is well-formed.
    pub(crate) fn trace_id(headers: &HeaderMap) -> Option<String> {
        let mut parts = headers.get("traceparent")?.to_str().ok()?.split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let hex = |part: &str, length| {
            part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let known = hex(version, 2) && version != "ff" && hex(parent, 16) && hex(flags, 2);
        let some = |part: &str| part.bytes().any(|b| b != b'0');
        (known && hex(trace, 32) && some(trace) && some(parent)).then(|| trace.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn with(name: &'static str, value: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        headers
    }

    #[test]
    fn an_identifier_is_taken_only_when_sane() {
        let taken = |value: &[u8]| RequestInfo::sane_id(&with("x-request-id", value));
        assert_eq!(taken(b"abc-123"), Some("abc-123".to_owned()));
        assert_eq!(taken("x".repeat(128).as_bytes()), Some("x".repeat(128)));
        for insane in ["".as_bytes(), b"two words", "é".as_bytes(), "x".repeat(129).as_bytes(), b"tab\there"]
        {
            assert_eq!(taken(insane), None, "{insane:?}");
        }
    }

    #[test]
    fn a_trace_is_continued_only_when_well_formed() {
        let trace = |value: &str| RequestInfo::trace_id(&with("traceparent", value.as_bytes()));
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(trace(&format!("00-{id}-00f067aa0ba902b7-01")).as_deref(), Some(id));
        for malformed in [
            format!("ff-{id}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{id}-{}-01", "0".repeat(16)),
            format!("00-{}-00f067aa0ba902b7-01", id.to_uppercase()),
            format!("00-{id}-00f067aa0ba902b7"),
            String::new(),
        ] {
            assert_eq!(trace(&malformed), None, "{malformed}");
        }
    }
}
