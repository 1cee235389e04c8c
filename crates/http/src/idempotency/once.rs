use std::{
    cell::RefCell,
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use fasttrack_application::{Context, idempotency};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};

use super::{answer::HttpAnswers, key::key_of};
use crate::{extract::Caller, problem::ApiError, settings::HttpSettings};

/// Who asks, and what the request brings; with a key, that it is to be carried out once.
pub(crate) struct Once<B> {
    /// Of the caller, with the key.
    pub ctx: Context,
    /// The body.
    pub input: B,
}

/// For an operation that takes no body.
pub(crate) struct NoBody;

impl FromRequest for NoBody {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

impl<B: FromRequest<Error = ApiError> + 'static> FromRequest for Once<B> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload).into_inner();
        let keyed = key_of(request.headers()).map(|key| key.map(|key| Keyed::new(key, request)));
        let input = match &keyed {
            Ok(Some(keyed)) => B::from_request(request, &mut keyed.digesting(payload)),
            Ok(None) | Err(_) => B::from_request(request, payload),
        };
        Box::pin(async move {
            let (Caller(mut ctx), keyed) = (caller?, keyed?);
            let input = input.await?;
            ctx.once = keyed.map(Keyed::once);
            Ok(Self { ctx, input })
        })
    }
}

/// A request that has a key, while its body is read.
struct Keyed {
    route: String,
    key: [u8; 32],
    kept_for: Duration,
    digest: Rc<RefCell<Sha256>>,
}

impl Keyed {
    fn new(key: [u8; 32], request: &HttpRequest) -> Self {
        let (method, uri) = (request.method(), request.uri());
        let route = request.match_pattern().unwrap_or_else(|| request.path().to_owned());
        // Neither a method nor an address has a line break: what is before it ends there.
        let digest = Sha256::new_with_prefix(format!("{method} {uri}\n"));
        let settings = request.app_data::<Data<HttpSettings>>();
        Self {
            route: format!("{method} {route}"),
            key,
            kept_for: settings.map_or(Duration::ZERO, |settings| settings.idempotency_ttl),
            digest: Rc::new(RefCell::new(digest)),
        }
    }

    /// The same body, whose digest is taken while somebody reads it.
    fn digesting(&self, payload: &mut Payload) -> Payload {
        let digest = Rc::clone(&self.digest);
        let chunks = payload.take().inspect(move |chunk| {
            if let Ok(chunk) = chunk {
                digest.borrow_mut().update(chunk);
            }
        });
        Payload::Stream { payload: Box::pin(chunks) }
    }

    fn once(self) -> idempotency::Once {
        let Self { route, key, kept_for, digest } = self;
        let request = digest.borrow().clone().finalize().into();
        idempotency::Once { route, key, request, kept_for, answers: Arc::new(HttpAnswers) }
    }
}
