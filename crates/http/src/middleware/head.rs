use actix_web::{
    Error, HttpMessage,
    body::{self, BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
};

/// Marks a request that was a `HEAD` before it became a `GET`.
pub(crate) struct WasHead;

/// Answers `HEAD` wherever there is a `GET`, with the same headers (RFC 9110 §9.3.2). The server
/// keeps the body to itself; one that is a stream is not even begun.
pub(crate) async fn head(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let was_head = request.method() == Method::HEAD;
    if was_head {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(WasHead);
    }
    let response = next.call(request).await?;
    Ok(response.map_body(|_, content| match content.size() {
        // Not an empty one: that would have a length, and be another one than that of the `GET`.
        BodySize::Stream if was_head => BoxBody::new(body::None::new()),
        _ => content.boxed(),
    }))
}
