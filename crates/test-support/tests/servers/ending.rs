//! A server ends with its owner, however that ends.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::TcpStream,
    panic::catch_unwind,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use fasttrack_test_support::{postgres::PostgresServer, redis::RedisServer};

/// Set for the process that a test kills.
const HOLDER: &str = "FASTTRACK_TEST_HOLDS_SERVERS";

/// How long a server may outlive a process that was killed.
const GRACE: Duration = Duration::from_secs(10);

fn address(url: &str) -> String {
    let place = url.rsplit_once('@').or_else(|| url.split_once("://")).map_or(url, |(_, place)| place);
    place.split('/').next().unwrap_or_default().to_owned()
}

fn listens(address: &str) -> bool {
    TcpStream::connect(address).is_ok()
}

#[test]
fn with_a_process_that_is_killed_while_they_are_frozen() {
    if env::var_os(HOLDER).is_some() {
        let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
        postgres.freeze();
        redis.freeze();
        println!("\nheld {} {}", address(&postgres.url()), address(redis.url()));
        loop {
            thread::park();
        }
    }
    let mut holder = Command::new(env::current_exe().unwrap())
        .args(["--exact", "ending::with_a_process_that_is_killed_while_they_are_frozen", "--nocapture"])
        .env(HOLDER, "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines().map(Result::unwrap);
    let held = lines.find_map(|line| line.strip_prefix("held ").map(str::to_owned)).unwrap();
    let held: Vec<&str> = held.split(' ').collect();
    assert_eq!(held.iter().filter(|server| listens(server)).count(), 2, "{held:?}");
    holder.kill().unwrap();
    holder.wait().unwrap();
    let deadline = Instant::now() + GRACE;
    while held.iter().any(|server| listens(server)) {
        assert!(Instant::now() < deadline, "one of {held:?} outlives its test");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn with_a_test_that_panics() {
    let panicked = catch_unwind(|| {
        let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
        std::panic::resume_unwind(Box::new([address(&postgres.url()), address(redis.url())]));
    });
    let servers = panicked.unwrap_err().downcast::<[String; 2]>().unwrap();
    assert!(servers.iter().all(|server| !listens(server)), "{servers:?}");
}
