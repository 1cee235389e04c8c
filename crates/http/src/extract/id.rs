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
        let raw = request.match_info().get("id").unwrap_or_default();
        ready(Id::parse(raw).map(Self).map_err(|invalid| ApiError::invalid("id", invalid)))
    }
}
