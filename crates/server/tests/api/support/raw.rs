//! Requests byte by byte, for what no well-behaved client would send.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{Answer, TestApp, process::PATIENCE};

/// Sends these bytes, and reads one answer to the end that its `Content-Length` tells.
pub async fn exchange(app: &TestApp, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut answer = Vec::new();
    let read = async {
        let mut chunk = [0; 4096];
        while !is_whole(&answer) {
            match reader.read(&mut chunk).await {
                Ok(length @ 1..) => answer.extend_from_slice(&chunk[..length]),
                _ => break,
            }
        }
    };
    // The server may have had enough before all was sent; what it says then is what counts.
    let talk = async {
        tokio::select! {
            () = read => {}
            () = async { drop(writer.write_all(request).await); std::future::pending().await } => {}
        }
    };
    assert!(timeout(PATIENCE, talk).await.is_ok(), "the server does not answer");
    parse(&String::from_utf8_lossy(&answer))
}

fn is_whole(answer: &[u8]) -> bool {
    let answer = String::from_utf8_lossy(answer);
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    length.is_some_and(|length: usize| body.len() >= length)
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
