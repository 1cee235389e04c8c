use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use fasttrack_domain::id::Id;

use crate::problem::ApiError;

/// The `{id}` of the path.
pub(crate) struct PathId<T>(pub Id<T>);

impl<T> FromRequest for PathId<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parameter(request, "id").map(Self))
    }
}

/// The `{rid}` of the path: of the registration for the event that is `{id}`.
pub(crate) struct PathRid<T>(pub Id<T>);

impl<T> FromRequest for PathRid<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parameter(request, "rid").map(Self))
    }
}

fn parameter<T>(request: &HttpRequest, name: &str) -> Result<Id<T>, ApiError> {
    let raw = request.match_info().get(name).unwrap_or_default();
    Id::parse(raw).map_err(|invalid| ApiError::invalid(name, invalid))
}
