//! Bodies that cannot be read, of every operation that takes one.

use super::{Findings, UNKNOWN, send};
use crate::support::{
    Answer, Client, TestApp,
    operations::{Operation, operations},
    raw::exchange,
};

const LIMIT: usize = 1 << 20;

async fn with_body(app: &TestApp) -> Vec<Operation> {
    operations(app).await.into_iter().filter(|operation| !operation.media_types().is_empty()).collect()
}

fn takes_json(operation: &&Operation) -> bool {
    operation.media_types().contains(&"application/json")
}

#[tokio::test]
async fn a_media_type_that_is_not_taken_is_named() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in with_body(&app).await {
        let path = operation.path(UNKNOWN);
        let accept_patch =
            if operation.method == "PATCH" { "application/merge-patch+json, application/json" } else { "" };
        for media_type in [
            "text/plain",
            "application/xml",
            "application/json-patch+json",
            "application/jsonx",
            "multipart/form-data; boundary=x",
            "json",
            "",
        ] {
            if operation.media_types().iter().any(|taken| media_type.starts_with(taken)) {
                continue;
            }
            let answer = send(&admin, &operation.method, &path, media_type, "{}").await;
            findings.of_operation(media_type, &operation, &path, &answer, (415, "unsupported_media_type"));
            assert_eq!(answer.header("accept-patch"), accept_patch, "{media_type}: {}", operation.name());
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn an_encoded_body_is_not_taken() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in with_body(&app).await {
        let path = operation.path(UNKNOWN);
        let request = admin.request(operation.method.clone(), &path);
        let request =
            request.header("content-type", operation.media_types()[0]).header("content-encoding", "gzip");
        let answer = Answer::of(request.body("{}")).await;
        findings.of_operation("gzip", &operation, &path, &answer, (415, "unsupported_media_type"));
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    let deep = "[".repeat(20_000);
    for operation in with_body(&app).await.iter().filter(takes_json) {
        let path = operation.path(UNKNOWN);
        for (case, body) in [
            ("empty", &b""[..]),
            ("cut off", b"{\"title\":"),
            ("deep and cut off", deep.as_bytes()),
            ("a word", b"nonsense"),
            ("two values", b"{} {}"),
            ("a trailing comma", b"{\"a\":1,}"),
            ("single quotes", b"{'a':1}"),
            ("NaN", b"{\"a\":NaN}"),
            ("a byte order mark", b"\xEF\xBB\xBF{}"),
            ("Latin-1", b"{\"title\":\"S\xE3o Jo\xE3o\"}"),
            ("UTF-16", b"\xFE\xFF\0{\0}"),
            ("a raw line end in a string", b"{\"title\":\"a\nb\"}"),
            ("a form", b"title=a&city=b"),
        ] {
            let answer = send(&admin, &operation.method, &path, "application/json", body.to_vec()).await;
            findings.of_operation(case, operation, &path, &answer, (400, "malformed_body"));
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn what_is_json_but_no_object_does_not_fit() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for operation in with_body(&app).await.iter().filter(takes_json).filter(|op| !op.is_batch()) {
        let path = operation.path(UNKNOWN);
        for body in ["null", "true", "42", "\"text\"", "[]", "[\"a\", \"b\", 1, false]", &deep] {
            let answer = send(&admin, &operation.method, &path, "application/json", body.to_owned()).await;
            findings.of_operation(body, operation, &path, &answer, (422, "validation_failed"));
            if answer.misfit() != Some(("", "invalid_type")) {
                findings.wrong.push(format!("{body}: {}: {}", operation.name(), answer.text));
            }
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_however_it_comes() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    let body = vec![b' '; LIMIT + 1];
    for operation in with_body(&app).await.into_iter().filter(|op| !op.is_batch() && !op.takes_file()) {
        let path = operation.path(UNKNOWN);
        let media_type = operation.media_types()[0];
        for (case, request) in [
            ("with Content-Length", announced(&operation, &path, media_type, &admin, &body)),
            ("only announced", announced(&operation, &path, media_type, &admin, b"")),
            ("in chunks", chunked(&operation, &path, media_type, &admin, &body)),
        ] {
            let answer = exchange(&app, &request).await;
            findings.of_operation(case, &operation, &path, &answer, (413, "payload_too_large"));
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let body = vec![b' '; LIMIT];
    for operation in with_body(&app).await.iter().filter(takes_json) {
        let path = operation.path(UNKNOWN);
        for request in [
            announced(operation, &path, "application/json", &admin, &body),
            chunked(operation, &path, "application/json", &admin, &body),
        ] {
            let answer = exchange(&app, &request).await;
            answer.assert_problem(&path, 400, "malformed_body");
        }
    }
}

fn head(operation: &Operation, path: &str, media_type: &str, client: &Client) -> String {
    format!(
        "{} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: {media_type}\r\n",
        operation.method,
        client.access_secret(),
    )
}

/// Says how long a body over the limit is, whatever is sent of it; one within it, as long as it is.
fn announced(operation: &Operation, path: &str, media_type: &str, client: &Client, body: &[u8]) -> Vec<u8> {
    let length = if body.is_empty() { LIMIT + 1 } else { body.len() };
    let head = head(operation, path, media_type, client);
    [format!("{head}Content-Length: {length}\r\n\r\n").as_bytes(), body].concat()
}

fn chunked(operation: &Operation, path: &str, media_type: &str, client: &Client, body: &[u8]) -> Vec<u8> {
    let head = head(operation, path, media_type, client);
    let mut request = format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for chunk in body.chunks(10_000) {
        request.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}
