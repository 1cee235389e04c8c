use std::{
    borrow::Cow,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use fasttrack_domain::{
    Invalid,
    page::{Limit, PageRequest},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::{
    cursor::{self, Binding},
    problem::{ApiError, Code, FieldError, Fields},
};

/// The query, as a flat struct that refuses what it does not know.
///
/// Its members are strings: what they mean is parsed by the handler's area, so that everything
/// that does not fit is reported at once and under its own code.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(serde_urlencoded::from_str(request.query_string()).map(Self).map_err(|error| problem(&error)))
    }
}

fn problem(error: &serde::de::value::Error) -> ApiError {
    let detail = error.to_string();
    let quoted = |prefix: &str| detail.strip_prefix(prefix)?.split('`').next().map(str::to_owned);
    let (code, name) = if let Some(name) = quoted("unknown field `") {
        ("unknown_parameter", name)
    } else if let Some(name) = quoted("duplicate field `") {
        ("duplicate_parameter", name)
    } else if let Some(name) = quoted("missing field `") {
        ("required", name)
    } else {
        ("invalid_query", String::new())
    };
    // serde's word for what a query has; only the first, the name may hold anything.
    let detail = if name.is_empty() { detail } else { detail.replacen(" field `", " parameter `", 1) };
    let field = FieldError { pointer: name, code: Cow::Borrowed(code), detail };
    ApiError::new(Code::ValidationFailed).fields(vec![field])
}

/// The parameters that every list has.
pub(crate) struct PageQuery<'a> {
    pub limit: Option<&'a str>,
    pub cursor: Option<&'a str>,
    pub total: Option<&'a str>,
}

impl PageQuery<'_> {
    /// The page asked for, and whether the total is wanted.
    pub(crate) fn parse(&self, fields: &mut Fields, binding: &Binding) -> (PageRequest, bool) {
        let limit = fields.parse("limit", self.limit, limit).unwrap_or_default();
        let after = fields.parse("cursor", self.cursor, |raw| cursor::decode(raw, binding));
        let total = fields.parse("total", self.total, boolean).unwrap_or_default();
        (PageRequest { limit, after }, total)
    }
}

/// The query of a list that has no filter.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnlyPage {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

impl OnlyPage {
    /// The page asked for, and whether the total is wanted.
    pub(crate) fn parse(&self, binding: &Binding) -> Result<(PageRequest, bool), ApiError> {
        let Self { limit, cursor, total } = self;
        let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
        let mut fields = Fields::default();
        let parsed = page.parse(&mut fields, binding);
        fields.finish()?;
        Ok(parsed)
    }
}

pub(crate) fn limit(raw: &str) -> Result<Limit, Invalid> {
    let number = raw.parse().map_err(|_| Invalid::new("invalid_number", "must be a whole number"))?;
    Limit::new(number)
}

pub(crate) fn boolean(raw: &str) -> Result<bool, Invalid> {
    match raw {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Invalid::new("invalid_boolean", "must be true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        #[expect(dead_code, reason = "only parsed")]
        city: String,
    }

    #[test]
    fn what_a_query_has_is_called_a_parameter() {
        for (query, pointer, code, detail) in [
            ("town=a", "town", "unknown_parameter", "unknown parameter `town`, expected `city`"),
            ("city=a&city=b", "city", "duplicate_parameter", "duplicate parameter `city`"),
            ("", "city", "required", "missing parameter `city`"),
            (
                "a+field+`b=1",
                "a field ",
                "unknown_parameter",
                "unknown parameter `a field `b`, expected `city`",
            ),
        ] {
            let error = serde_urlencoded::from_str::<Filter>(query).unwrap_err();
            let problem = problem(&error);
            let told: Vec<_> =
                problem.fields.iter().map(|f| (f.pointer.as_str(), &*f.code, f.detail.as_str())).collect();
            assert_eq!(told, [(pointer, code, detail)], "{query}");
        }
    }
}
