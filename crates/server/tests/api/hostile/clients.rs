//! Clients that hold on to what they are given.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::support::{TestApp, given::an_event, process::PATIENCE};

/// How many connections the kernel holds open at this port, on the side of the server.
fn open_at(server: SocketAddr) -> usize {
    /// The state of a socket that waits for connections.
    const LISTEN: &str = "0A";
    let port = format!(":{:04X}", server.port());
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row[1].ends_with(&port) && row[3] != LISTEN).count()
}

async fn ask(stream: &mut TcpStream, path: &str, token: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Whether an answer begins to come.
async fn is_answered(stream: &mut TcpStream, patience: Duration) -> bool {
    matches!(timeout(patience, stream.read(&mut [0; 16])).await, Ok(Ok(1..)))
}

#[tokio::test]
async fn who_takes_nothing_of_a_file_is_cut_off() {
    let app = TestApp::start_with(&[("HTTP_STALL_TIMEOUT", "500ms")]);
    let admin = app.admin().await;
    let event = admin.make_event(&an_event("Baile")).await;
    // More than the buffers of the two sockets take.
    let long = [b"%PDF-1.7\n".as_slice(), &vec![b'a'; 9 << 20]].concat();
    let file = admin.attach(&format!("{}/attachments", event.path), "a.pdf", &long).await;
    let content = format!("/api/v1/attachments/{}/content", file.json["id"].as_str().unwrap());
    let token = admin.access_secret().to_owned();
    // What other connections there are stays the same.
    let others = open_at(app.address);

    let mut stalled = TcpStream::connect(app.address).await.unwrap();
    ask(&mut stalled, &content, &token).await;
    let until = Instant::now() + PATIENCE;
    while open_at(app.address) <= others {
        assert!(Instant::now() < until, "never connected");
        tokio::task::yield_now().await;
    }
    while open_at(app.address) > others {
        assert!(Instant::now() < until, "still connected");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut rest = Vec::new();
    drop(stalled.read_to_end(&mut rest).await);
    assert!(rest.len() < long.len(), "got all {} bytes", rest.len());
    // Who reads it gets all of it.
    assert_eq!(admin.get(&content).await.text.len(), long.len());
}

#[tokio::test]
async fn more_connections_than_there_may_be_wait_for_one_that_ends() {
    let app = TestApp::start_with(&[("HTTP_MAX_CONNECTIONS", "2"), ("HTTP_WORKERS", "1")]);
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        ask(&mut stream, "/health/live", "").await;
        assert!(is_answered(&mut stream, PATIENCE).await);
        held.push(stream);
    }
    let mut waiting = TcpStream::connect(app.address).await.unwrap();
    ask(&mut waiting, "/health/live", "").await;
    assert!(!is_answered(&mut waiting, Duration::from_millis(300)).await, "one too many is served");
    held.pop();
    assert!(is_answered(&mut waiting, PATIENCE).await, "it is not served when another has ended");
}
