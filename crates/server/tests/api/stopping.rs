//! How the process ends.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Instant,
};

use fasttrack_test_support::postgres::texts;

use crate::support::{
    Client, TestApp,
    given::EVENTS,
    process::{Installation, PATIENCE, Server},
    stack::Stack,
};

/// Begins a sign-in and leaves it unfinished: the server is known to wait for the body, since it
/// said "100 Continue".
fn begin_request(server: &Server, body: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /api/v1/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream
}

#[test]
fn a_request_that_runs_at_sigterm_is_answered() {
    let here = Installation::new();
    let mut server = here.serve();
    let body = "grant_type=password&username=nobody&password=a-long-wrong-password";
    let mut request = begin_request(&server, body);

    server.signal("TERM");
    server.wait_for("stopping");
    request.get_mut().write_all(body.as_bytes()).unwrap();

    let mut answer = String::new();
    request.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 400") && answer.contains("invalid_grant"), "{answer}");
    let (status, printed) = server.wait();
    assert_eq!(status.code(), Some(0), "{printed}");
    assert!(printed.contains("stopped"), "{printed}");
}

/// Returns when this is so.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < PATIENCE, "not so: {what}");
    }
}

/// Whichever of the server's workers have opened the connections, and have nothing left to do.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_wait_for_postgres_at_sigterm_are_answered() {
    const WORKERS: usize = 4;
    let here = Installation::on(Stack::Distributed)
        .with("ADMIN_PASSWORD", TestApp::PASSWORD)
        .with("HTTP_WORKERS", &WORKERS.to_string())
        .with("DB_READ_CONNECTIONS", &WORKERS.to_string());
    let session = here.engines().session().await;
    for _ in 0..3 {
        let mut server = here.serve();
        let base = format!("http://{}", server.address);
        // A socket each, and so a worker each.
        let mut clients = Vec::new();
        for _ in 0..2 * WORKERS {
            let client = Client::new(base.clone()).sign_in("admin", TestApp::PASSWORD).await;
            assert_eq!(client.get(EVENTS).await.status, 200);
            clients.push(client);
        }
        // Those of the first are idle from here on, who have opened the connections to Postgres.
        let last = clients.split_off(clients.len() - 2);
        drop(clients);
        session.batch_execute("BEGIN; LOCK TABLE events").await.unwrap();
        let requests: Vec<_> =
            last.into_iter().map(|client| tokio::spawn(async move { client.get(EVENTS).await })).collect();
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
            AND application_name = 'fasttrack' AND wait_event_type = 'Lock'";
        until("both wait", async || texts(&here.engines().url, waiting).await == ["2"]).await;

        server.signal("TERM");
        server.wait_for("stopping");
        until("it accepts nobody", async || TcpStream::connect(server.address).is_err()).await;
        session.batch_execute("COMMIT").await.unwrap();
        for request in requests {
            let answer = request.await.unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let (status, printed) = server.wait();
        assert_eq!(status.code(), Some(0), "{printed}");
    }
}

#[test]
fn a_request_that_never_ends_is_given_up_after_the_grace_period() {
    let here = Installation::new().with("SHUTDOWN_GRACE", "1s");
    let mut server = here.serve();
    let _request = begin_request(&server, "never sent");
    server.signal("INT");
    server.wait_for("stopping");
    let (status, printed) = server.wait();
    assert_eq!(status.code(), Some(0), "{printed}");
}

#[test]
fn a_second_ctrl_c_ends_it_at_once() {
    let here = Installation::new().with("SHUTDOWN_GRACE", "1h");
    let mut server = here.serve();
    let _request = begin_request(&server, "never sent");
    server.signal("INT");
    server.wait_for("stopping");
    server.signal("INT");
    let (status, printed) = server.wait();
    assert_eq!(status.code(), Some(130), "{printed}");
}
