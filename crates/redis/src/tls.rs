//! What opens connections to Redis: in plain text, or by TLS where the URL says so.

use std::{fs, path::Path};

use redis::{
    Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, RedisError, TlsCertificates,
    io::tcp::TcpSettings,
};
use rustls::crypto::{CryptoProvider, ring};

use crate::settings::{RedisSettings, SettingsError};

/// How long sent bytes may stay unacknowledged by the machine at the other end before a connection
/// counts as broken; without it that takes a quarter of an hour.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: std::time::Duration = std::time::Duration::from_secs(10);

/// What opens connections; it opens none yet.
pub(crate) fn client(settings: &RedisSettings) -> Result<Client, SettingsError> {
    // The driver's words about a URL hold nothing of its password.
    let url = |error: RedisError| SettingsError::Url(error.into());
    let info = settings.url.as_str().into_connection_info().map_err(url)?;
    let info = info.set_tcp_settings(tcp());
    match info.addr() {
        ConnectionAddr::TcpTls { insecure: true, .. } => Err(SettingsError::Insecure),
        ConnectionAddr::TcpTls { .. } => by_tls(info, settings.root_certificates.as_deref()),
        _ => Client::open(info).map_err(url),
    }
}

fn tcp() -> TcpSettings {
    // Questions are small, and each is to go out at once.
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(UNACKNOWLEDGED);
    settings
}

fn by_tls(info: ConnectionInfo, roots: Option<&Path>) -> Result<Client, SettingsError> {
    // The driver takes the process's provider, and panics when there is none and rustls was built
    // with several. Where somebody chose one already, that one is it.
    if CryptoProvider::get_default().is_none() {
        drop(ring::default_provider().install_default());
    }
    let root_cert = roots.map(fs::read).transpose();
    let root_cert = root_cert.map_err(|error| SettingsError::Certificates(error.into()))?;
    let trusted = TlsCertificates { client_tls: None, root_cert };
    Client::build_with_tls(info, trusted).map_err(|error| SettingsError::Certificates(error.into()))
}
