//! Requests byte by byte, for what no well-behaved client would send.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{Answer, TestApp, process::PATIENCE};

/// Sends these bytes, and reads until the server closes the connection; it must do so by itself, so
/// well-formed requests say `Connection: close`.
pub async fn exchange(app: &TestApp, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    // The server may have had enough before it has read it all; what it says then is what counts.
    drop(stream.write_all(request).await);
    let mut answer = Vec::new();
    let read = async {
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut chunk).await {
            answer.extend_from_slice(&chunk[..length]);
        }
    };
    timeout(PATIENCE, read).await.expect("the server leaves the connection open");
    parse(&String::from_utf8_lossy(&answer))
}

fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers: HeaderMap = lines
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        })
        .collect();
    Answer {
        status: status.unwrap_or_else(|| panic!("no status: {head}")),
        headers,
        json: serde_json::from_str(body).unwrap_or_default(),
        text: body.to_owned(),
    }
}
