use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use fasttrack_test_support::redis::{RedisServer, namespace};

/// Long enough for an answer; where none may come, short enough to wait for.
const ANSWER: Duration = Duration::from_millis(500);

fn connect(url: &str) -> io::Result<TcpStream> {
    let connection = TcpStream::connect(url.trim_start_matches("redis://"))?;
    connection.set_read_timeout(Some(ANSWER))?;
    Ok(connection)
}

fn ask(mut connection: &TcpStream, command: &str) -> io::Result<String> {
    connection.write_all(format!("{command}\r\n").as_bytes())?;
    answer(connection)
}

fn answer(mut connection: &TcpStream) -> io::Result<String> {
    let mut answer = [0; 64];
    let length = connection.read(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
}

#[test]
fn all_tests_share_one_in_namespaces_of_their_own() {
    assert_eq!(RedisServer::shared().url(), RedisServer::shared().url());
    assert_ne!(namespace(), namespace());
}

#[tokio::test]
async fn one_that_was_stopped_comes_back_at_its_port_and_empty() {
    let server = RedisServer::own();
    let before = connect(server.url()).unwrap();
    assert_eq!(ask(&before, "SET key value").unwrap(), "+OK\r\n");
    server.stop().await;
    assert_eq!(ask(&before, "GET key").unwrap_or_default(), "");
    assert_eq!(connect(server.url()).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    server.start().await;
    assert_eq!(ask(&connect(server.url()).unwrap(), "GET key").unwrap(), "$-1\r\n");
}

#[test]
fn one_that_is_frozen_accepts_and_answers_later() {
    let server = RedisServer::own();
    let before = connect(server.url()).unwrap();
    server.freeze();
    let during = connect(server.url()).unwrap();
    for connection in [&before, &during] {
        assert_eq!(ask(connection, "PING").unwrap_err().kind(), ErrorKind::WouldBlock);
    }
    server.thaw();
    for connection in [&before, &during] {
        assert_eq!(answer(connection).unwrap(), "+PONG\r\n");
    }
}
