use std::{
    borrow::Cow,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

const SMTP_PORT: u16 = 25;
const SUBMISSION_PORT: u16 = 587;
const SUBMISSIONS_PORT: u16 = 465;

/// A mail server and how to get to it: `smtp://user:password@host:port?tls=required` or `smtps://…`.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) credentials: Option<(String, SecretString)>,
}

/// Whether others can read along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain text.
    None,
    /// By TLS after a greeting in plain text; a server that cannot is told nothing.
    StartTls,
    /// By TLS from the first byte.
    Tls,
}

/// Why a text names no mail server. Never holds the text, of which a part is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidServer(&'static str);

const SHAPE: InvalidServer =
    InvalidServer("must be smtp://user:password@host:port?tls=required, or smtps:// without parameters");

impl SmtpServer {
    /// Whether nobody on the way can read along: what goes by TLS, or does not leave this machine.
    #[must_use]
    pub fn is_private(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.security != Security::None
            || self.host == "localhost"
            || address.is_ok_and(|address| address.is_loopback())
    }

    /// Whether others can read along.
    #[must_use]
    pub const fn security(&self) -> Security {
        self.security
    }
}

/// Strict where leniency would take a part of a password for something else.
impl FromStr for SmtpServer {
    type Err = InvalidServer;

    fn from_str(raw: &str) -> Result<Self, InvalidServer> {
        let (scheme, rest) = raw.split_once("://").ok_or(SHAPE)?;
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        if place.contains('@') {
            return Err(InvalidServer("must have one @ only: in a name or password, write it as %40"));
        }
        let credentials = rest.strip_suffix(place).and_then(|before| before.strip_suffix('@'));
        if credentials.is_some_and(|credentials| credentials.contains(['/', '?', '#'])) {
            return Err(InvalidServer(
                "must have no / ? # before the @: in a password, write them as %2F, %3F, %23",
            ));
        }
        let (place, parameters) = place.split_once('?').unwrap_or((place, ""));
        let (security, usual_port) = match (scheme, parameters) {
            ("smtp", "") => (Security::None, SMTP_PORT),
            ("smtp", "tls=required") => (Security::StartTls, SUBMISSION_PORT),
            ("smtps", "") => (Security::Tls, SUBMISSIONS_PORT),
            _ => return Err(SHAPE),
        };
        let (host, port) =
            host_and_port(place.strip_suffix('/').unwrap_or(place), usual_port).ok_or(SHAPE)?;
        let credentials = credentials.map(name_and_password).transpose()?;
        Ok(Self { host, port, security, credentials })
    }
}

fn host_and_port(place: &str, usual: u16) -> Option<(String, u16)> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
            (host, port.parse().ok().filter(|port| digits && *port != 0)?)
        }
        _ => (place, usual),
    };
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let host = match bracketed {
        Some(address) => address.parse::<Ipv6Addr>().ok()?.to_string(),
        None => host.to_ascii_lowercase(),
    };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let is_host = !host.is_empty() && (bracketed.is_some() || host.bytes().all(is_name));
    is_host.then_some((host, port))
}

fn name_and_password(raw: &str) -> Result<(String, SecretString), InvalidServer> {
    let missing = InvalidServer("must have a name and a password before the @, or neither");
    let (name, password) = raw.split_once(':').ok_or(missing)?;
    if name.is_empty() || password.is_empty() {
        return Err(missing);
    }
    let decoded = |raw: &str| {
        let text = percent_decode_str(raw).decode_utf8().map(Cow::into_owned);
        text.map_err(|_| InvalidServer("must have a name and a password in UTF-8"))
    };
    Ok((decoded(name)?, decoded(password)?.into()))
}
