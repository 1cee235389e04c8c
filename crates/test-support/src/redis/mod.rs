//! Throw-away Redis: one for all tests of a process, or one that a test has to itself and may stop.
//!
//! The one for all is what `TEST_REDIS_URL` names, else a private one, started from the installed
//! `redis-server` with the first test and gone with the process. Where neither is possible, the test
//! fails with the one command that mends it.

mod server;

use std::{
    env,
    sync::{Arc, Mutex, OnceLock},
};

use crate::throw_away::random;
use server::Server;

/// The Redis of all tests. They share its keys and channels: each keeps to a [`namespace`].
#[derive(Debug)]
pub struct SharedRedis {
    url: String,
    /// Held, so that it runs as long as the process.
    _server: Option<Server>,
}

impl SharedRedis {
    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// What the keys and channels of a test begin with, and nobody else's.
#[must_use]
pub fn namespace() -> String {
    format!("fasttrack-test-{}", random())
}

/// A Redis that one test has to itself, and may stop. It ends with its owner.
#[derive(Debug)]
pub struct RedisServer {
    url: String,
    server: Arc<Mutex<Server>>,
}

impl RedisServer {
    /// The Redis of all tests, which none may stop.
    #[must_use]
    pub fn shared() -> &'static SharedRedis {
        static SHARED: OnceLock<SharedRedis> = OnceLock::new();
        SHARED.get_or_init(|| match env::var("TEST_REDIS_URL") {
            Ok(url) if !url.is_empty() => SharedRedis { url, _server: None },
            _ => {
                let server = Server::new();
                SharedRedis { url: url_of(&server), _server: Some(server) }
            }
        })
    }

    /// Starts one.
    #[must_use]
    pub fn own() -> Self {
        let server = Server::new();
        Self { url: url_of(&server), server: Arc::new(Mutex::new(server)) }
    }

    /// Where it is, also while it is stopped.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it. Its connections end, and new ones are refused.
    pub async fn stop(&self) {
        self.change(Server::stop).await;
    }

    /// Starts it again at the same port: empty, as it keeps nothing on the disk.
    pub async fn start(&self) {
        self.change(Server::start).await;
    }

    /// Stops its process where it is: connections stay, new ones are made, and nobody answers.
    pub fn freeze(&self) {
        self.server.lock().unwrap().freeze();
    }

    /// Lets it go on after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.server.lock().unwrap().thaw();
    }

    /// Beside the runtime: the load of a test goes on meanwhile.
    async fn change(&self, change: fn(&mut Server)) {
        let server = Arc::clone(&self.server);
        tokio::task::spawn_blocking(move || change(&mut server.lock().unwrap())).await.unwrap();
    }
}

fn url_of(server: &Server) -> String {
    format!("redis://127.0.0.1:{}", server.port)
}
