//! Between `validator`, which walks DTOs and gathers everything that does not fit, and the value
//! types of the domain, which alone know what fits.

use std::{borrow::Cow, str::FromStr};

use fasttrack_domain::Invalid;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::problem::{ApiError, Code, FieldError};

/// Under this parameter of an error stands the member that it is about.
const POINTER: &str = "pointer";

/// For `#[validate(custom(function = "parses::<Title>"))]`: the text must parse as a `T`.
pub(crate) fn parses<T: FromStr<Err = Invalid>>(raw: &str) -> Result<(), ValidationError> {
    T::from_str(raw).map(drop).map_err(refused)
}

/// What `validator` is told of a value that does not parse.
pub(crate) fn refused(invalid: Invalid) -> ValidationError {
    ValidationError::new(invalid.code).with_message(invalid.detail)
}

/// Says which member a rule about several members is about.
pub(crate) fn member(pointer: &str, mut error: ValidationError) -> ValidationError {
    error.add_param(Cow::Borrowed(POINTER), &pointer);
    error
}

/// Parses a member of a body.
pub(crate) fn parse<T: FromStr<Err = Invalid>>(pointer: &str, raw: &str) -> Result<T, ApiError> {
    at(pointer, T::from_str(raw))
}

/// Says where the value stood that did not fit.
pub(crate) fn at<T>(pointer: &str, parsed: Result<T, Invalid>) -> Result<T, ApiError> {
    parsed.map_err(|invalid| ApiError::invalid(pointer, invalid))
}

/// A 422 that points to everything that `validator` found.
pub(crate) fn problem(errors: &ValidationErrors) -> ApiError {
    let mut fields = Vec::new();
    collect("", errors, &mut fields);
    fields.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    ApiError::new(Code::ValidationFailed).fields(fields)
}

fn collect(parent: &str, errors: &ValidationErrors, into: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        // A member named by a keyword of Rust keeps its `r#` on the way here.
        let pointer = format!("{parent}/{}", name.trim_start_matches("r#"));
        match kind {
            ValidationErrorsKind::Field(errors) => {
                into.extend(errors.iter().map(|error| {
                    FieldError {
                        // A rule about the whole object names the member that it is about.
                        pointer: error
                            .params
                            .get(POINTER)
                            .and_then(|p| p.as_str())
                            .map_or_else(|| pointer.clone(), str::to_owned),
                        code: error.code.clone(),
                        detail: error.message.clone().unwrap_or(Cow::Borrowed("does not fit")).into_owned(),
                    }
                }));
            }
            ValidationErrorsKind::Struct(errors) => collect(&pointer, errors, into),
            ValidationErrorsKind::List(items) => {
                for (index, errors) in items {
                    collect(&format!("{pointer}/{index}"), errors, into);
                }
            }
        }
    }
}
