use std::{borrow::Cow, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue, RETRY_AFTER},
    },
};
use fasttrack_domain::{
    Invalid, StoreError,
    error::Cause,
    ports::{BlobError, HashingError},
};

use super::{Code, FieldError, render};
use crate::{limits::seconds, middleware::RequestInfo};

/// How long a client is asked to wait when the server cannot answer, in seconds.
const RETRY_AFTER_SECONDS: u16 = 1;

/// A problem on its way to the client: what the client is told, and the cause, which only the log
/// is told.
#[derive(Debug)]
pub struct ApiError {
    pub(crate) code: Code,
    pub(crate) detail: Cow<'static, str>,
    pub(crate) fields: Vec<FieldError>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether it has the members of RFC 6749 §5.2, too.
    pub(crate) oauth: bool,
    pub(crate) source: Option<Cause>,
    /// The request, for an error that reaches the server without a response.
    pub(crate) about: Option<Box<RequestInfo>>,
}

impl ApiError {
    /// A problem of this kind. Without a detail of its own the title says it all.
    #[must_use]
    pub fn new(code: Code) -> Self {
        let mut headers = Vec::new();
        if code.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.push((RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS)));
        }
        Self {
            code,
            detail: Cow::Borrowed(code.title()),
            fields: Vec::new(),
            headers,
            oauth: matches!(
                code,
                Code::InvalidRequest | Code::InvalidGrant | Code::UnsupportedGrantType | Code::InvalidScope
            ),
            source: None,
            about: None,
        }
    }

    /// A failure of the server: the body says nothing of the cause.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::new(Code::InternalError).source(cause)
    }

    /// Somebody asks too often, and may again after this time.
    #[must_use]
    pub fn rate_limited(retry_after: Duration) -> Self {
        let seconds = seconds(retry_after).max(1);
        Self::new(Code::RateLimited)
            .detail(format!("try again in {seconds} s"))
            .header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Of the token endpoint: it has the members of RFC 6749 §5.2, too.
    #[must_use]
    pub(crate) const fn of_oauth(mut self) -> Self {
        self.oauth = true;
        self
    }

    /// One member of the body, or one parameter, that does not fit.
    #[must_use]
    pub fn invalid(pointer: &str, invalid: Invalid) -> Self {
        Self::new(Code::ValidationFailed).fields(vec![FieldError::new(pointer, invalid)])
    }

    /// Says more than the title, to the client.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Points to what does not fit, and says so of the first.
    #[must_use]
    pub fn fields(mut self, fields: Vec<FieldError>) -> Self {
        if let [FieldError { pointer, detail, .. }, others @ ..] = &*fields {
            let subject = if pointer.is_empty() { "the body" } else { pointer };
            let others =
                if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
            self.detail = Cow::Owned(format!("{subject} {detail}{others}"));
        }
        self.fields = fields;
        self
    }

    /// What does not fit, of a body that is an item of a list.
    pub(crate) fn fields_below(self, index: usize) -> Vec<FieldError> {
        let below = |field: FieldError| FieldError { pointer: format!("/{index}{}", field.pointer), ..field };
        self.fields.into_iter().map(below).collect()
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn source(mut self, cause: impl Into<Cause>) -> Self {
        self.source = Some(cause.into());
        self
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|cause| &**cause as _)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// Unless it knows its request, the middleware renders it again when it does.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        render::respond(self, self.about.as_deref())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            // Contention here has outlived the retries.
            StoreError::Unavailable(_) | StoreError::Contention(_) => {
                Self::new(Code::Unavailable).source(error)
            }
            StoreError::Conflict(_) | StoreError::Backend(_) => Self::internal(error),
        }
    }
}

impl From<BlobError> for ApiError {
    fn from(error: BlobError) -> Self {
        match error {
            // Somebody has to make room, and may do so at any time.
            BlobError::Full(_) => Self::new(Code::Unavailable).source(error),
            BlobError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<HashingError> for ApiError {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Overloaded => Self::new(Code::Unavailable).source(error),
            HashingError::Failed(_) => Self::internal(error),
        }
    }
}
