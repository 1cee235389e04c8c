use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    thread,
    time::Duration,
};

use ipnet::IpNet;

use super::{
    Origin,
    limits::network,
    reader::Reader,
    table,
    value::{duration, list, number, origin, size},
};

/// How requests are served.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where to listen.
    pub address: SocketAddr,
    /// Threads that serve requests.
    pub workers: usize,
    /// Origins of pages that may call the API.
    pub cors_allowed_origins: Vec<String>,
    /// The largest headers, in bytes.
    pub headers_limit: usize,
    /// The networks of the proxies in front.
    pub trusted_proxies: Vec<IpNet>,
    /// The largest body, in bytes.
    pub body_limit: usize,
    /// The largest body of a batch of events, in bytes.
    pub batch_body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long a request that brings a file may take.
    pub upload_timeout: Duration,
    /// For how long the answer to a request that has a key is kept.
    pub idempotency_ttl: Duration,
    /// How long the head of a request may take.
    pub header_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// How many connections are open at once.
    pub max_connections: usize,
    /// How long a client may leave what it was sent unread.
    pub stall_timeout: Duration,
    /// How long running requests may go on at the end.
    pub shutdown_grace: Duration,
}

impl ServerSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let address = listen_address(r);
        let workers = r.optional(&table::HTTP_WORKERS, number(1..=1024));
        // Beyond its 128 KiB the HTTP library answers before we are asked.
        let headers_limit = r.value(&table::HTTP_HEADERS_LIMIT, size("128KiB"));
        let body_limit = r.value(&table::HTTP_BODY_LIMIT, size("1GiB"));
        let batch_body_limit = r.value(&table::HTTP_BATCH_BODY_LIMIT, size("1GiB"));
        let request_timeout = r.value(&table::HTTP_REQUEST_TIMEOUT, duration("100ms"..="1h"));
        let upload_timeout = r.value(&table::HTTP_UPLOAD_TIMEOUT, duration("100ms"..="1d"));
        let idempotency_ttl = r.value(&table::IDEMPOTENCY_TTL, duration("1m"..="30d"));
        let header_timeout = r.value(&table::HTTP_HEADER_TIMEOUT, duration("100ms"..="10m"));
        let keep_alive = r.value(&table::HTTP_KEEP_ALIVE, duration("1s"..="1h"));
        let max_connections = r.value(&table::HTTP_MAX_CONNECTIONS, number(1..=1_000_000));
        let stall_timeout = r.value(&table::HTTP_STALL_TIMEOUT, duration("100ms"..="1h"));
        let shutdown_grace = r.value(&table::SHUTDOWN_GRACE, duration("1s"..="1h"));
        let cors = r.optional(
            &table::CORS_ALLOWED_ORIGINS,
            list(origin, "origins such as `https://app.example.com`, without a path"),
        );
        let proxies = r.optional(
            &table::TRUSTED_PROXIES,
            list(network, "addresses and networks such as `10.0.0.0/8`, not that of all addresses"),
        );
        Some(Self {
            address: address?,
            workers: workers?.unwrap_or(cores),
            cors_allowed_origins: cors?.unwrap_or_default(),
            headers_limit: usize::try_from(headers_limit?).ok()?,
            trusted_proxies: proxies?.unwrap_or_default(),
            body_limit: usize::try_from(body_limit?).ok()?,
            batch_body_limit: usize::try_from(batch_body_limit?).ok()?,
            request_timeout: request_timeout?,
            upload_timeout: upload_timeout?,
            idempotency_ttl: idempotency_ttl?,
            header_timeout: header_timeout?,
            keep_alive: keep_alive?,
            max_connections: max_connections?,
            stall_timeout: stall_timeout?,
            shutdown_grace: shutdown_grace?,
        })
    }
}

/// `HTTP_ADDR` where somebody set it, else `PORT` at every address, else the default.
fn listen_address(r: &mut Reader) -> Option<SocketAddr> {
    let (address, origin) = r.with_origin(&table::HTTP_ADDR, |raw| {
        raw.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:8000".to_owned())
    })?;
    let port = r.optional(&table::PORT, number(0..=u16::MAX))?;
    Some(match port {
        Some(port) if origin == Origin::Preset => SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port),
        _ => address,
    })
}
