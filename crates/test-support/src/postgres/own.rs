use std::{
    fmt::Display,
    future::Future,
    sync::{Arc, Mutex},
};

use super::server::{Durability, Server};

/// A Postgres that one test has to itself, and may stop. It ends with its owner.
///
/// What it acknowledged survives a [`stop`](Self::stop), as on a server of production that was killed.
#[derive(Debug)]
pub struct PostgresServer {
    /// With `{}` in place of the name of a database.
    url: String,
    server: Arc<Mutex<Server>>,
}

impl PostgresServer {
    /// Starts one. It takes about a second.
    ///
    /// # Panics
    /// When no Postgres is installed, with the one command that mends it.
    #[must_use]
    pub fn own() -> Self {
        let server = Server::new(Durability::Commits);
        Self { url: server.url.clone(), server: Arc::new(Mutex::new(server)) }
    }

    /// Where its database is, also while it is stopped: empty at first, and the test's alone.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// Where another of its databases is, once somebody made it.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        self.url.replace("{}", database)
    }

    /// Its database, with the schema that `migrate` makes, given the URL.
    pub async fn migrated<E: Display, F: Future<Output = Result<(), E>>>(
        &self,
        migrate: impl FnOnce(String) -> F,
    ) -> String {
        if let Err(error) = migrate(self.url()).await {
            panic!("the database for the test cannot be migrated: {error}");
        }
        self.url()
    }

    /// Kills it and the processes of its connections: these end without a word, and new ones are
    /// refused.
    pub async fn stop(&self) {
        self.change(Server::stop).await;
    }

    /// Starts it again, at the same port and on the same data, and waits until it has recovered.
    pub async fn start(&self) {
        self.change(Server::start).await;
    }

    /// Stops all its processes where they are: connections stay, new ones are made, and nobody answers.
    pub fn freeze(&self) {
        self.server.lock().unwrap().freeze();
    }

    /// Lets them go on after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.server.lock().unwrap().thaw();
    }

    /// Beside the runtime: the load of a test goes on meanwhile.
    async fn change(&self, change: fn(&mut Server)) {
        let server = Arc::clone(&self.server);
        tokio::task::spawn_blocking(move || change(&mut server.lock().unwrap())).await.unwrap();
    }
}
