//! How the process ends.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
};

use crate::support::process::{Installation, PATIENCE, Server};

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
