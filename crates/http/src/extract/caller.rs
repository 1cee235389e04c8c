use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use fasttrack_application::Context;

use crate::problem::{ApiError, Code};

/// Who asks. The authentication middleware put it there.
pub(crate) struct Caller(pub Context);

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = request.extensions().get::<Context>().cloned();
        ready(context.map(Self).ok_or_else(|| ApiError::new(Code::Unauthenticated)))
    }
}
