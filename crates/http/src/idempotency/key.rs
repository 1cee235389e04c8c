use actix_web::http::header::{HeaderMap, HeaderName};
use fasttrack_domain::Invalid;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use crate::problem::ApiError;

/// The header by which a client names a request, as it is written.
pub(crate) const NAME: &str = "Idempotency-Key";

/// The header by which a client names a request.
pub(crate) static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The header of an answer that was given before.
pub(crate) static IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The most characters of a key.
const MAX_KEY: usize = 255;

/// What the document says of the header.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "stands for the header in the OpenAPI document")]
pub(crate) struct IdempotencyHeader {
    /// Names this request, best by a random UUID: sent again with the same key and body, it is answered
    /// as the first time, and carried out once.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$",
        example = "5f0c9c8e-3a55-4d6a-9c57-0e3a5d3f1b52"
    )]
    idempotency_key: Option<String>,
}

/// The SHA-256 of the key of a request, if it has one.
///
/// # Errors
/// When it has several, or one that is none: what a client takes for a safeguard must not be passed over.
pub(super) fn key_of(headers: &HeaderMap) -> Result<Option<[u8; 32]>, ApiError> {
    let mut keys = headers.get_all(&IDEMPOTENCY_KEY);
    let Some(key) = keys.next() else { return Ok(None) };
    let bytes = key.as_bytes();
    let sane = (1..=MAX_KEY).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    if !sane || keys.next().is_some() {
        let invalid = Invalid::new(
            "invalid_idempotency_key",
            format!("must be sent once, and be 1 to {MAX_KEY} visible ASCII characters"),
        );
        return Err(ApiError::invalid(NAME, invalid));
    }
    Ok(Some(Sha256::digest(bytes).into()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn of(values: &[&[u8]]) -> Result<Option<[u8; 32]>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY.clone(), HeaderValue::from_bytes(value).unwrap());
        }
        key_of(&headers).map_err(|error| error.fields[0].code.to_string())
    }

    #[test]
    fn a_key_is_a_few_visible_ascii_characters() {
        assert_eq!(of(&[]), Ok(None));
        let longest = [b'k'; 255];
        let mut seen = Vec::new();
        for sane in [b"k".as_slice(), b"K", b"\"k\"", b"5f0c9c8e-3a55-4d6a-9c57-0e3a5d3f1b52", &longest] {
            let key = of(&[sane]).unwrap().unwrap();
            assert!(!seen.contains(&key), "{sane:?}");
            assert_eq!(of(&[sane]), Ok(Some(key)));
            seen.push(key);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_passed_over() {
        let too_long = [b'k'; 256];
        for insane in [
            [b"".as_slice()].as_slice(),
            &[b"two words"],
            &["é".as_bytes()],
            &[b"tab\there"],
            &[&too_long],
            &[b"one", b"two"],
            &[b"same", b"same"],
        ] {
            assert_eq!(of(insane), Err("invalid_idempotency_key".to_owned()), "{insane:?}");
        }
    }
}
