use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_ENCODING, HeaderValue},
    middleware::Next,
};

/// Marks a response of the API that may be compressed: a list.
pub(crate) struct Compressible;

/// Keeps the compressor away from what is no list: an entity tag names the bytes of a single
/// resource, and compressing them takes longer than sending them.
pub(crate) async fn compressible(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let single = response.request().path().starts_with("/api/")
        && !response.response().extensions().contains::<Compressible>();
    if single {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    Ok(response)
}
