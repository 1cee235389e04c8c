//! How Redis is reached, and why that cannot even be tried.

use std::{fmt, path::PathBuf, time::Duration};

use fasttrack_domain::error::Cause;

/// How to reach Redis, and what to ask of it.
#[derive(Clone)]
pub struct RedisSettings {
    /// Where it is: `redis://user:password@host:port/db`, or `rediss://…` by TLS and only to whom a
    /// trusted certificate says that it is this host.
    pub url: String,
    /// Whom to trust instead of whom the system trusts, a file of certificates in PEM.
    pub root_certificates: Option<PathBuf>,
    /// What every key and channel begins with, so that several installations can share one Redis;
    /// `fasttrack` by default.
    pub namespace: String,
    /// How long connecting may take, all of it; 1 s by default.
    pub connect_timeout: Duration,
    /// How long an answer may take, 100 ms by default: so much does a Redis that stops answering
    /// cost those who wait for it just then.
    pub response_timeout: Duration,
    /// How long Redis is left alone after it failed, 1 s by default.
    pub pause: Duration,
    /// How many rate limits are asked for at the same time, each on a connection of its own; 4 by
    /// default.
    pub pool_size: usize,
    /// The longest value that is kept, in bytes; 1 MiB by default. A longer one would hold up those
    /// that share the connection.
    pub max_value_bytes: usize,
    /// How many announcements may wait to be sent to other processes, 1000 by default. Those that
    /// find no place are lost to them.
    pub bus_queue: usize,
    /// How long Redis may say nothing to a process that listens, before the process asks whether it
    /// is still there; 1 s by default. A connection on which that is not answered in the same time
    /// again is given up.
    pub bus_silence: Duration,
}

impl RedisSettings {
    /// The defaults, for this Redis.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            root_certificates: None,
            namespace: "fasttrack".to_owned(),
            connect_timeout: Duration::from_secs(1),
            response_timeout: Duration::from_millis(100),
            pause: Duration::from_secs(1),
            pool_size: 4,
            max_value_bytes: 1 << 20,
            bus_queue: 1000,
            bus_silence: Duration::from_secs(1),
        }
    }
}

/// Without the URL: it may hold a password.
impl fmt::Debug for RedisSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            url: _,
            root_certificates,
            namespace,
            connect_timeout,
            response_timeout,
            pause,
            pool_size,
            max_value_bytes,
            bus_queue,
            bus_silence,
        } = self;
        f.debug_struct("RedisSettings")
            .field("root_certificates", root_certificates)
            .field("namespace", namespace)
            .field("connect_timeout", connect_timeout)
            .field("response_timeout", response_timeout)
            .field("pause", pause)
            .field("pool_size", pool_size)
            .field("max_value_bytes", max_value_bytes)
            .field("bus_queue", bus_queue)
            .field("bus_silence", bus_silence)
            .finish_non_exhaustive()
    }
}

/// Why there is no way to reach a Redis by these settings, whether it is there or not.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The URL is none of Redis.
    #[error("Redis's URL is not one of redis:// or rediss://")]
    Url(#[source] Cause),
    /// The URL wants TLS without asking whom one talks to.
    #[error(
        "Redis's URL says #insecure: TLS that trusts everybody protects little; name the certificates to trust"
    )]
    Insecure,
    /// Nobody is trusted: without certificates, there is nobody to talk to by TLS.
    #[error("cannot read the certificates to trust")]
    Certificates(#[source] Cause),
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    Random(#[source] Cause),
}
