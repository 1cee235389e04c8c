use std::time::Duration;

use crate::{limits::RateLimits, middleware::TrustedProxies};

/// How the server behaves towards its clients.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Threads that serve requests.
    pub workers: usize,
    /// Origins of pages that may call the API from a browser, such as `https://app.example.org`.
    pub cors_allowed_origins: Vec<String>,
    /// The most that the headers of a request may have, names and values together, in bytes.
    pub headers_limit: usize,
    /// The proxies that are believed when they say for whom they ask.
    pub trusted_proxies: TrustedProxies,
    /// How often somebody may ask; nobody is refused without.
    pub rate_limits: Option<RateLimits>,
    /// The largest request body, in bytes.
    pub body_limit: usize,
    /// The largest body of a batch of events, in bytes.
    pub batch_body_limit: usize,
    /// How long a request may take before it is answered with 503.
    pub request_timeout: Duration,
    /// ... and one that brings a file, as long as something of it comes within `request_timeout`.
    pub upload_timeout: Duration,
    /// For how long the answer to a request that has an `Idempotency-Key` is kept.
    pub idempotency_ttl: Duration,
    /// How long a client may take to send the head of a request.
    pub header_timeout: Duration,
    /// How long an idle connection is kept open.
    pub keep_alive: Duration,
    /// How many connections are open at once; more wait.
    pub max_connections: usize,
    /// How long a client may leave what it was sent unread, before its connection is cut.
    pub stall_timeout: Duration,
    /// How long running requests may go on after the server was told to stop.
    pub shutdown_grace: Duration,
    /// What `/version` says: the release of the binary.
    pub release: &'static str,
}
