//! What no well-behaved client sends. What is no HTTP at all is refused below the application, by the
//! HTTP library, with nothing but a status: no body that could be HTML, and a closed connection.

use super::Findings;
use crate::support::{TestApp, grant::ME, raw::exchange};

#[tokio::test]
async fn what_is_no_http_is_refused_without_a_word() {
    let app = TestApp::start();
    let long = "a".repeat(200_000);
    let many: String = (0..200).map(|n| format!("X-{n}: a\r\n")).collect();
    for (name, request, status) in [
        ("no request", "nonsense\r\n\r\n".to_owned(), 400),
        ("no version", "GET /health/live\r\n\r\n".to_owned(), 400),
        ("a version to come", "GET /health/live HTTP/3.1\r\nHost: a\r\n\r\n".to_owned(), 400),
        ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400),
        ("a TLS greeting", "\u{16}\u{3}\u{1}\0\u{5}hello\r\n\r\n".to_owned(), 400),
        ("a header without a colon", "GET / HTTP/1.1\r\nHost a\r\n\r\n".to_owned(), 400),
        ("a header with a space in its name", "GET / HTTP/1.1\r\nHost: a\r\nX a: b\r\n\r\n".to_owned(), 400),
        ("a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n".to_owned(), 400),
        ("a NUL in the path", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), 400),
        ("a length that is none", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n".to_owned(), 400),
        ("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".to_owned(), 400),
        (
            "two lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_owned(),
            400,
        ),
        (
            "a length and chunks (request smuggling)",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                .to_owned(),
            400,
        ),
        (
            "an address of more than 65,535 bytes",
            format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", &long[..66_000]),
            400,
        ),
        ("a header over the limit", format!("GET / HTTP/1.1\r\nHost: a\r\nX-A: {long}\r\n\r\n"), 431),
        ("too many headers", format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), 431),
        ("an address over all limits", format!("GET /?q={long} HTTP/1.1\r\nHost: a\r\n\r\n"), 431),
    ] {
        let answer = exchange(&app, request.as_bytes()).await;
        assert_eq!((answer.status, answer.text.as_str()), (status, ""), "{name}: {answer:?}");
        assert_eq!(answer.header("content-type"), "", "{name}");
    }
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);
}

#[tokio::test]
async fn what_is_http_is_answered_by_the_application() {
    let app = TestApp::start();
    let token = app.admin().await.access_secret().to_owned();
    let mut findings = Findings::default();
    for (name, request, path, expected) in [
        ("no path", "GET * HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), "*", (404, "not_found")),
        ("all of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), "*", (404, "not_found")),
        (
            "a whole address",
            "GET http://a/nothing HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
            "/nothing",
            (404, "not_found"),
        ),
        (
            "a made-up method",
            format!("BREW {ME} HTTP/1.1\r\nHost: a\r\n\r\n"),
            ME,
            (405, "method_not_allowed"),
        ),
        (
            "a token that fills its header",
            format!("GET {ME} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\r\n", "a".repeat(20_000)),
            ME,
            (401, "invalid_token"),
        ),
        (
            "a long query that is not known",
            format!(
                "GET {ME}?{}=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n",
                "a".repeat(30_000)
            ),
            ME,
            (422, "validation_failed"),
        ),
    ] {
        let answer = exchange(&app, request.as_bytes()).await;
        findings.of(name, path, &answer, expected);
    }
    findings.finish(&app.anonymous()).await;
}

#[tokio::test]
async fn a_long_search_is_a_search() {
    let app = TestApp::start();
    let found = app.admin().await.get(&format!("/api/v1/events?q={}", "a".repeat(30_000))).await;
    assert_eq!(found.each("id"), Vec::<String>::new());
}
