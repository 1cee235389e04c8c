use std::time::Duration;

use fasttrack_domain::user::Email;

use crate::SmtpServer;

/// How messages get to a mail server.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// The server.
    pub server: SmtpServer,
    /// Who messages are from. Its domain is also what we call ourselves, and part of the identifier of
    /// each message.
    pub from: Email,
    /// How long it may take until the server is ready for a message: TCP, TLS, greeting and signing in
    /// together.
    pub connect_timeout: Duration,
    /// How long it may take to hand one message over.
    pub send_timeout: Duration,
    /// How long a connection is kept for the next message.
    pub idle_timeout: Duration,
    /// How many connections are kept.
    pub idle_connections: usize,
}

impl SmtpSettings {
    /// With everything else as it is by default: 10 s to connect, 60 s for a message, and 4 connections
    /// kept for 30 s, which no server finds too long.
    #[must_use]
    pub const fn new(server: SmtpServer, from: Email) -> Self {
        Self {
            server,
            from,
            connect_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(30),
            idle_connections: 4,
        }
    }
}
