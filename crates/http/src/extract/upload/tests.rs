use std::time::Duration;

use actix_web::{
    FromRequest as _,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_ENCODING, CONTENT_TYPE},
    test::TestRequest,
    web::{Bytes, Data},
};
use fasttrack_application::files::IncomingFile as _;
use futures_util::{StreamExt as _, stream};

use super::Upload;
use crate::{
    middleware::TrustedProxies,
    problem::{ApiError, Code},
    settings::HttpSettings,
};

pub(super) const FORM: &str = "multipart/form-data; boundary=B";
const GOOD: &str = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
                    Content-Type: text/csv\r\n\r\ntitle,city\r\n\r\n--B--\r\n";

pub(super) fn request(media_type: &str) -> TestRequest {
    TestRequest::default().insert_header((CONTENT_TYPE, media_type)).app_data(Data::new(HttpSettings {
        workers: 1,
        cors_allowed_origins: Vec::new(),
        trusted_proxies: TrustedProxies::default(),
        rate_limits: None,
        body_limit: 1,
        batch_body_limit: 1,
        request_timeout: Duration::from_millis(50),
        upload_timeout: Duration::from_millis(50),
        idempotency_ttl: Duration::from_secs(1),
        header_timeout: Duration::from_secs(1),
        keep_alive: Duration::from_secs(1),
        headers_limit: 32 << 10,
        max_connections: 100,
        stall_timeout: Duration::from_secs(1),
        shutdown_grace: Duration::from_secs(1),
        release: "0",
    }))
}

/// What comes of a body that comes in these pieces, and goes no further if it hangs.
pub(super) async fn sent(
    request: TestRequest,
    pieces: Vec<Result<Bytes, PayloadError>>,
    hangs: bool,
) -> Result<(Upload, Vec<u8>), ApiError> {
    let rest = stream::pending().take(usize::from(hangs));
    let mut payload = Payload::Stream { payload: stream::iter(pieces).chain(rest).boxed_local() };
    let mut upload = Upload::from_request(&request.to_http_request(), &mut payload).await?;
    let mut bytes = Vec::new();
    loop {
        match upload.next().await {
            Ok(Some(more)) => bytes.extend(more),
            Ok(None) => return Ok((upload, bytes)),
            Err(cause) => return Err(*cause.downcast().unwrap()),
        }
    }
}

async fn whole(media_type: &str, body: &str) -> Result<(Upload, Vec<u8>), ApiError> {
    sent(request(media_type), vec![Ok(Bytes::copy_from_slice(body.as_bytes()))], false).await
}

fn refused(result: Result<(Upload, Vec<u8>), ApiError>) -> (Code, String, String) {
    let Err(error) = result else { panic!("it was taken") };
    let pointer = error.fields.first().map(|field| field.pointer.clone()).unwrap_or_default();
    (error.code, pointer, error.detail.into_owned())
}

#[actix_web::test]
async fn a_file_comes_as_it_is_however_it_is_cut() {
    for size in [1, 2, 7, 1_000] {
        let pieces: Vec<_> =
            GOOD.as_bytes().chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let (upload, bytes) = sent(request(FORM), pieces, false).await.unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "title,city\r\n", "in pieces of {size}");
        assert_eq!(
            (upload.file_name.as_deref(), upload.content_type.as_deref()),
            (Some("a.csv"), Some("text/csv"))
        );
    }
}

#[actix_web::test]
async fn what_the_sender_says_of_it_is_handed_on() {
    let body = GOOD.replace("a.csv", "../../São João").replace("Content-Type: text/csv\r\n", "");
    let (upload, _) = whole(FORM, &body).await.unwrap();
    assert_eq!((upload.file_name.as_deref(), upload.content_type), (Some("../../São João"), None));
    let (upload, _) = whole(FORM, &GOOD.replace("; filename=\"a.csv\"", "")).await.unwrap();
    assert_eq!(upload.file_name, None);
}

#[actix_web::test]
async fn what_is_no_form_is_refused() {
    for media_type in ["application/json", "text/csv", "multipart/mixed; boundary=B", "multipart"] {
        assert_eq!(refused(whole(media_type, GOOD).await).0, Code::UnsupportedMediaType, "{media_type}");
    }
    let encoded = request(FORM).insert_header((CONTENT_ENCODING, "gzip"));
    assert_eq!(refused(sent(encoded, Vec::new(), false).await).0, Code::UnsupportedMediaType);
    for (media_type, body) in [
        ("multipart/form-data", GOOD),
        (FORM, "title,city\r\n"),
        (FORM, ""),
        ("multipart/form-data; boundary=C", GOOD),
        (FORM, "--B\r\nContent-Type: text/csv\r\n\r\nx\r\n--B--\r\n"),
    ] {
        assert_eq!(refused(whole(media_type, body).await).0, Code::MalformedBody, "{media_type} {body:?}");
    }
}

#[actix_web::test]
async fn a_form_holds_one_file_and_nothing_else() {
    let (code, pointer, _) = refused(whole(FORM, "--B--\r\n").await);
    assert_eq!((code, &*pointer), (Code::ValidationFailed, "/file"));
    let (code, pointer, _) = refused(whole(FORM, &GOOD.replace("\"file\"", "\"a/b\"")).await);
    assert_eq!((code, &*pointer), (Code::ValidationFailed, "/a~1b"));
    let part = |name: &str| GOOD.replace("--B--\r\n", "").replace("\"file\"", &format!("\"{name}\""));
    let (code, pointer, _) = refused(whole(FORM, &format!("{}{GOOD}", part("file"))).await);
    assert_eq!((code, &*pointer), (Code::ValidationFailed, "/file"));
    let (code, pointer, _) =
        refused(whole(FORM, &format!("{}{}--B--\r\n", part("file"), part("note"))).await);
    assert_eq!((code, &*pointer), (Code::ValidationFailed, "/note"));
}

#[actix_web::test]
async fn a_form_that_is_cut_short_is_refused_wherever_it_is_cut() {
    // The last line break may be missing; all else may not.
    for end in 0..GOOD.len() - "\r\n".len() {
        let (code, _, _) = refused(whole(FORM, &GOOD[..end]).await);
        assert_eq!(code, Code::MalformedBody, "cut at {end}: {:?}", &GOOD[..end]);
    }
}

#[actix_web::test]
async fn a_connection_that_breaks_or_hangs_is_told_from_a_file_that_ends() {
    for end in [0, 20, GOOD.len() - 30, GOOD.len() - 3] {
        let begun = || vec![Ok(Bytes::copy_from_slice(&GOOD.as_bytes()[..end]))];
        let mut broken = begun();
        broken.push(Err(PayloadError::Incomplete(None)));
        assert_eq!(refused(sent(request(FORM), broken, false).await).0, Code::MalformedBody, "at {end}");
        let (code, _, detail) = refused(sent(request(FORM), begun(), true).await);
        assert_eq!(code, Code::MalformedBody, "at {end}");
        assert!(detail.contains("nothing came for too long"), "at {end}: {detail}");
    }
}
