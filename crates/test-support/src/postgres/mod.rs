//! Throw-away Postgres databases: a fresh one for every test; and servers that a test has to itself and
//! may stop.
//!
//! The databases live on the server that `TEST_DATABASE_URL` names (by a role that may create databases), else
//! on a private one, started from the installed binaries with the first test and gone with the
//! process. Where neither is possible, the test fails with the one command that mends it.

mod binaries;
mod own;
mod server;

use std::{env, fmt::Display, future::Future, path::PathBuf, sync::OnceLock};

use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

use crate::throw_away::random;
use server::{Durability, Server};

pub use binaries::binaries;
pub use own::PostgresServer;

/// A database of one test.
#[derive(Debug)]
pub struct PostgresDatabase {
    /// Where it is.
    pub url: String,
    /// On a server that stays, it has to be removed.
    removed_by: Option<(String, String)>,
}

/// Where the databases are made.
struct Place {
    /// Of the database to connect to for making others, with `{}` in place of its name.
    url: String,
    administration: String,
    private: Option<Server>,
}

impl Place {
    fn get() -> &'static Self {
        static PLACE: OnceLock<Place> = OnceLock::new();
        PLACE.get_or_init(|| match env::var("TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => {
                let (server, database) = split(&url);
                Self { url: server, administration: database, private: None }
            }
            _ => {
                let server = Server::new(Durability::None);
                let (url, administration) = (server.url.clone(), "postgres".to_owned());
                Self { url, administration, private: Some(server) }
            }
        })
    }

    /// The private server, whether or not the databases of other tests are on it.
    fn private() -> &'static Server {
        static OTHER: OnceLock<Server> = OnceLock::new();
        Self::get().private.as_ref().unwrap_or_else(|| OTHER.get_or_init(|| Server::new(Durability::None)))
    }

    fn url_of(&self, database: &str) -> String {
        self.url.replace("{}", database)
    }

    async fn run(&self, sql: &str) {
        execute(&self.url_of(&self.administration), sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
}

/// The URL with `{}` for the name of the database, and that name.
fn split(url: &str) -> (String, String) {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let (server, database) = match base.get(after_scheme..).and_then(|rest| rest.find('/')) {
        Some(at) => base.split_at(after_scheme + at),
        None => (base, ""),
    };
    let database = database.trim_start_matches('/');
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let database = if database.is_empty() { "postgres" } else { database };
    (format!("{server}/{{}}{query}"), database.to_owned())
}

/// Runs statements on a connection of its own.
///
/// # Errors
/// What the driver says.
pub async fn execute(url: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let driven = tokio::spawn(connection);
    let done = client.batch_execute(sql).await;
    drop(client);
    drop(driven.await);
    done
}

/// Runs a query on a connection of its own; the first column of each row, as text.
pub async fn texts(url: &str, sql: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    let rows = client.simple_query(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    drop(client);
    drop(driven.await);
    rows.iter()
        .filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        })
        .collect()
}

/// An empty database on a private server that offers TLS, and the certificate by which it is known.
#[must_use]
pub fn by_tls() -> (String, PathBuf) {
    let server = Place::private();
    (server.url.replace("{}", "postgres"), server.certificate.clone())
}

impl PostgresDatabase {
    /// An empty database.
    pub async fn empty() -> Self {
        Self::made("TEMPLATE template0").await
    }

    /// A database with the schema that `migrate` makes, given the URL. On a private server that is
    /// done once a process, and copied.
    pub async fn migrated<E: Display, F: Future<Output = Result<(), E>>>(
        migrate: impl FnOnce(String) -> F,
    ) -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let make = async |migrate: Box<dyn FnOnce(String) -> F + '_>| {
            let database = Self::empty().await;
            if let Err(error) = migrate(database.url.clone()).await {
                panic!("the database for tests cannot be migrated: {error}");
            }
            database
        };
        if Place::get().private.is_none() {
            return make(Box::new(migrate)).await;
        }
        let template =
            TEMPLATE.get_or_init(|| async { make(Box::new(migrate)).await.name().to_owned() }).await;
        Self::made(&format!("TEMPLATE {template}")).await
    }

    /// Its name on the server.
    #[must_use]
    pub fn name(&self) -> &str {
        let path = self.url.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    async fn made(options: &str) -> Self {
        let place = Place::get();
        let name = format!("fasttrack_test_{}", random());
        place.run(&format!("CREATE DATABASE {name} {options}")).await;
        let removed_by = place.private.is_none().then(|| (place.url_of(&place.administration), name.clone()));
        Self { url: place.url_of(&name), removed_by }
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let Some((url, name)) = self.removed_by.take() else { return };
        // A runtime of its own: the one of the test may be about to end.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| {
                runtime.block_on(execute(&url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
            })
        });
        drop(removal.join());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_database_is_found_in_its_url() {
        for (url, server, database) in [
            ("postgres://u:p@h:5432/db", "postgres://u:p@h:5432/{}", "db"),
            ("postgres://u@h/db?sslmode=disable", "postgres://u@h/{}?sslmode=disable", "db"),
            ("postgres://h", "postgres://h/{}", "postgres"),
            ("postgres://h/", "postgres://h/{}", "postgres"),
        ] {
            assert_eq!(split(url), (server.to_owned(), database.to_owned()));
        }
    }

    #[tokio::test]
    async fn databases_are_fresh_and_copied_from_what_was_migrated() {
        let migrate = |url: String| async move { execute(&url, "CREATE TABLE things (id int)").await };
        let (one, other) =
            (PostgresDatabase::migrated(migrate).await, PostgresDatabase::migrated(migrate).await);
        execute(&one.url, "INSERT INTO things VALUES (1)").await.unwrap();
        assert_eq!(texts(&one.url, "SELECT count(*) FROM things").await, ["1"]);
        assert_eq!(texts(&other.url, "SELECT count(*) FROM things").await, ["0"]);
        assert_ne!(one.name(), other.name());
    }
}
