use std::borrow::Cow;

use fasttrack_domain::Invalid;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Code};

/// One thing in a request that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// A JSON Pointer (RFC 6901) into the body, or the name of a parameter.
    #[schema(example = "/ends_at")]
    pub pointer: String,
    /// What is wrong with it, for machines.
    #[schema(example = "ends_before_start")]
    pub code: Cow<'static, str>,
    /// What is wrong with it, for people.
    #[schema(example = "must be after the start")]
    pub detail: String,
}

impl FieldError {
    pub(crate) fn new(pointer: impl Into<String>, invalid: Invalid) -> Self {
        let Invalid { code, detail } = invalid;
        Self { pointer: pointer.into(), code: Cow::Borrowed(code), detail: detail.into_owned() }
    }
}

/// Gathers what does not fit, so that a client hears of everything at once.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<FieldError>);

impl Fields {
    /// The value, or else notes why there is none.
    pub(crate) fn take<T>(&mut self, pointer: &str, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.0.push(FieldError::new(pointer, invalid))).ok()
    }

    /// The parsed value of a parameter that may be absent.
    pub(crate) fn parse<T>(
        &mut self,
        pointer: &str,
        raw: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        raw.and_then(|raw| self.take(pointer, parse(raw)))
    }

    /// Goes on only if everything fitted.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }
}

impl From<Fields> for ApiError {
    fn from(fields: Fields) -> Self {
        Self::new(Code::ValidationFailed).fields(fields.0)
    }
}
