//! How a database is reached, and why it could not be.

use std::{fmt, path::PathBuf, time::Duration};

use fasttrack_domain::error::Cause;

/// How to reach a database.
#[derive(Clone)]
pub struct PostgresSettings {
    /// Where it is: `postgres://user:password@host:port/database`.
    ///
    /// With `?sslmode=require` by TLS, and only to whom a trusted certificate says that it is this
    /// host. Otherwise in plain text: to encrypt without asking whom one talks to protects little.
    pub url: String,
    /// Whom to trust, a file of certificates in PEM; by default whom the system trusts.
    pub root_certificates: Option<PathBuf>,
    /// How many connections all reads share, each carrying any number of them at once; 2 by default.
    /// More help where a slow statement holds up those behind it on its connection.
    pub read_connections: usize,
    /// How many units of work are open at the same time, each on a connection of its own; by default
    /// two for each core of this machine, 4 at the least.
    pub unit_connections: usize,
    /// How long connecting may take, all of it; 1 s by default.
    pub connect_timeout: Duration,
    /// How long Postgres may work on one statement; 1.5 s by default, and at the most: who gets no
    /// answer a quarter of a second later takes the database for dead, so that nobody waits for it
    /// longer than 2 s.
    pub statement_timeout: Duration,
    /// How long a unit waits for a free connection; 10 s by default, but no longer than connecting may
    /// take while the database cannot be reached, and not at all when it goes down meanwhile.
    pub pool_wait: Duration,
    /// How long a transaction may stay open with nothing to do before Postgres ends it, so that a
    /// process that vanished holds its locks no longer; 10 s by default.
    pub idle_timeout: Duration,
}

impl PostgresSettings {
    /// The defaults, for this database.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            root_certificates: None,
            read_connections: 2,
            unit_connections: std::thread::available_parallelism()
                .map_or(4, |cores| (2 * cores.get()).max(4)),
            connect_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_millis(1_500),
            pool_wait: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(10),
        }
    }
}

/// Without the URL: it may hold a password.
impl fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            url: _,
            root_certificates,
            read_connections,
            unit_connections,
            connect_timeout,
            statement_timeout,
            pool_wait,
            idle_timeout,
        } = self;
        f.debug_struct("PostgresSettings")
            .field("root_certificates", root_certificates)
            .field("read_connections", read_connections)
            .field("unit_connections", unit_connections)
            .field("connect_timeout", connect_timeout)
            .field("statement_timeout", statement_timeout)
            .field("pool_wait", pool_wait)
            .field("idle_timeout", idle_timeout)
            .finish_non_exhaustive()
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is none.
    #[error("the database's URL is not one of Postgres")]
    Url(#[source] Cause),
    /// Nobody is trusted: without certificates, there is nobody to talk to by TLS.
    #[error("cannot read the certificates to trust")]
    Certificates(#[source] Cause),
    /// It does not answer, or does not let us in.
    #[error("cannot reach the database")]
    Unreachable(#[source] Cause),
    /// Its messages are in another language than the one in which we read them.
    #[error(
        "the database's messages are not English; let its owner run: \
         GRANT SET ON PARAMETER lc_messages TO {user}, or ALTER ROLE {user} SET lc_messages = 'C'"
    )]
    Language {
        /// Who connects.
        user: String,
    },
}
