//! An answer as it is kept: its status, its headers and its body, as HTTP would send them.

use actix_web::{
    HttpResponse,
    body::MessageBody as _,
    http::{StatusCode, header::HeaderName},
};
use fasttrack_domain::idempotency::StoredAnswer;

use crate::problem::ApiError;

/// Between the head and the body.
const BLANK: &[u8] = b"\r\n\r\n";

/// Nobody has written this.
#[derive(Debug, thiserror::Error)]
#[error("what was kept is no answer")]
struct NoAnswer;

/// Writes what a client is about to be told.
pub(super) fn written(response: HttpResponse) -> StoredAnswer {
    let mut message = response.status().as_str().as_bytes().to_vec();
    for (name, value) in response.headers() {
        message.extend_from_slice(b"\r\n");
        message.extend_from_slice(name.as_str().as_bytes());
        message.extend_from_slice(b": ");
        message.extend_from_slice(value.as_bytes());
    }
    message.extend_from_slice(BLANK);
    // Of what a handler has made at once, nothing is still to come.
    message.extend_from_slice(&response.into_body().try_into_bytes().unwrap_or_default());
    StoredAnswer(message)
}

/// Reads what [`written`] wrote.
pub(super) fn read(answer: StoredAnswer) -> Result<HttpResponse, ApiError> {
    parsed(answer.0).ok_or_else(|| ApiError::internal(NoAnswer))
}

fn parsed(mut message: Vec<u8>) -> Option<HttpResponse> {
    let blank = message.windows(BLANK.len()).position(|window| window == BLANK)?;
    let body = message.split_off(blank + BLANK.len());
    message.truncate(blank);
    let head = String::from_utf8(message).ok()?;
    let mut lines = head.split("\r\n");
    let mut response = HttpResponse::build(StatusCode::from_bytes(lines.next()?.as_bytes()).ok()?);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        response.append_header((name.parse::<HeaderName>().ok()?, value));
    }
    Some(response.body(body))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ETAG, LOCATION};

    use super::*;

    fn told(response: HttpResponse) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let (status, mut headers) = (response.status().as_u16(), headers.collect::<Vec<_>>());
        headers.sort_unstable();
        (status, headers, response.into_body().try_into_bytes().unwrap().to_vec())
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let created = || {
            HttpResponse::Created()
                .insert_header((LOCATION, "/api/v1/events/1"))
                .insert_header((ETAG, "\"1.0\""))
                .append_header(("x-several", "one: two"))
                .append_header(("x-several", ""))
                .json("Baile\r\n\r\nno header: of ours")
        };
        let nothing = || HttpResponse::NoContent().finish();
        let bytes = || HttpResponse::Ok().body((0..=255).collect::<Vec<u8>>());
        for make in [&created as &dyn Fn() -> HttpResponse, &nothing, &bytes] {
            assert_eq!(told(read(written(make())).unwrap()), told(make()));
        }
    }

    #[test]
    fn what_is_no_answer_is_a_failure_and_no_panic() {
        for message in [
            b"".as_slice(),
            b"201",
            b"\r\n\r\n",
            b"created\r\n\r\n",
            b"201\r\nno header\r\n\r\n",
            b"201\r\n: x\r\n\r\n",
            b"201\r\nx: \xff\r\n\r\n",
        ] {
            assert!(read(StoredAnswer(message.to_vec())).is_err(), "{message:?}");
        }
    }
}
