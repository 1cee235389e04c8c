//! URLs of databases and of Redis: what they name, and how they may be shown.

use std::{net::Ipv6Addr, path::PathBuf};

use super::reader::Refusal;

/// In place of what must not be shown.
pub(super) const REDACTED: &str = "[redacted]";

const POSTGRES_PORT: u16 = 5432;
const REDIS_PORT: u16 = 6379;

/// What a URL names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A database on a server, and how to call it: hosts, ports and the database's name.
    Postgres(String),
}

pub(super) fn database(raw: &str) -> Result<DatabaseUrl, Refusal> {
    if let Some(path) = raw.strip_prefix("sqlite://") {
        return sqlite_path(path);
    }
    match raw.strip_prefix("postgres://").or_else(|| raw.strip_prefix("postgresql://")) {
        Some(rest) => postgres_name(rest).map(DatabaseUrl::Postgres),
        None => Err("must be `sqlite://` and the path of a file, such as sqlite://data/fasttrack.db, or \
                     postgres://user:password@host:port/database"
            .to_owned()),
    }
}

/// A URL of Redis as it is, if the driver would understand it as we do.
///
/// Strict where leniency would take a part of a password for something that may be shown.
pub(super) fn redis(raw: &str) -> Result<String, Refusal> {
    const SHAPE: &str = "must be redis://user:password@host:port/db, or rediss:// by TLS";
    let rest = raw.strip_prefix("redis://").or_else(|| raw.strip_prefix("rediss://")).ok_or(SHAPE)?;
    if rest.ends_with("#insecure") {
        return Err("must not say #insecure: by TLS, name the certificates to trust".to_owned());
    }
    if rest.contains(['?', '#']) {
        return Err("must have no parameters: in a password, write ? as %3F, # as %23".to_owned());
    }
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    if place.contains('@') {
        return Err("must have one @ only: in a password, write it as %40".to_owned());
    }
    let credentials = rest.strip_suffix(place).unwrap_or_default();
    if credentials.contains('/') {
        return Err("must have no / before the @: in a password, write it as %2F".to_owned());
    }
    let (server, db) = place.split_once('/').unwrap_or((place, ""));
    let is_db = db.is_empty() || (db.bytes().all(|b| b.is_ascii_digit()) && db.parse::<u16>().is_ok());
    if is_db && is_one_server(server) { Ok(raw.to_owned()) } else { Err(SHAPE.to_owned()) }
}

/// A host and perhaps a port, and nothing that may be something else.
fn is_one_server(server: &str) -> bool {
    let Some(named) = host_and_port(server, REDIS_PORT) else { return false };
    let Some((host, port)) = named.rsplit_once(':') else { return false };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let is_address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_host = match is_address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.bytes().all(is_name),
    };
    is_host && port != "0"
}

/// The URL without the password in it.
pub(super) fn without_password(url: &str) -> String {
    let Some((before, after)) = url.rsplit_once('@') else { return without_credentials(url) };
    let Some((scheme, credentials)) = before.split_once("://") else { return REDACTED.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{REDACTED}@{after}"),
        None => url.to_owned(),
    }
}

/// Of a URL without an @: if the host was forgotten, what stands in its place is a password.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return REDACTED.to_owned() };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_place = place.is_empty() || place.split(',').all(|one| host_and_port(one, 0).is_some());
    if scheme == "sqlite" || is_place { url.to_owned() } else { format!("{scheme}://{REDACTED}") }
}

fn sqlite_path(path: &str) -> Result<DatabaseUrl, Refusal> {
    let is_file = !path.is_empty() && !path.ends_with('/') && !path.starts_with(':') && !path.contains('?');
    if is_file {
        Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
    } else {
        Err("must be `sqlite://` and the path of a file, such as sqlite://data/fasttrack.db".to_owned())
    }
}

/// The folder of a URL of blobs.
pub(super) fn blobs(raw: &str) -> Result<PathBuf, Refusal> {
    match raw.strip_prefix("file://") {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err("must be `file://` and the path of a folder, such as file://data/blobs".to_owned()),
    }
}

/// Strict where leniency would take a part of a password for something that may be shown.
fn postgres_name(rest: &str) -> Result<String, Refusal> {
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    if place.contains('@') {
        return Err("must have one @ only: in a password, write it as %40".to_owned());
    }
    let (place, parameters) = place.split_once('?').unwrap_or((place, ""));
    let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
    let mut socket = None;
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match name {
            "password" => return Err("must have its password before the @, not as a parameter".to_owned()),
            "sslmode" if !["disable", "prefer", "require"].contains(&value) => {
                return Err(
                    "must have the sslmode `disable` or `require`, which checks certificates, too".to_owned()
                );
            }
            "host" => socket = Some(value),
            _ if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {}
            _ => return Err("has a parameter that Postgres does not know".to_owned()),
        }
    }
    let mut name = String::from("postgres://");
    match socket {
        Some(socket) if hosts.is_empty() => name += socket,
        _ => name += &hosts_and_ports(hosts)?,
    }
    if !database.is_empty() {
        name = name + "/" + database;
    }
    Ok(name)
}

fn hosts_and_ports(hosts: &str) -> Result<String, Refusal> {
    let refusal = "must name a host, and perhaps a port: postgres://user:password@host:port/database";
    let all: Option<Vec<_>> = hosts.split(',').map(|one| host_and_port(one, POSTGRES_PORT)).collect();
    all.map(|all| all.join(",")).ok_or_else(|| refusal.to_owned())
}

fn host_and_port(one: &str, default_port: u16) -> Option<String> {
    let (host, port) = match one.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (one, default_port),
    };
    (!host.is_empty()).then(|| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgres_url_is_called_by_its_place() {
        for (url, name) in [
            (
                "postgres://ana:hunter2@db.example.com:6432/fasttrack",
                "postgres://db.example.com:6432/fasttrack",
            ),
            ("postgresql://ana@db/fasttrack?sslmode=require", "postgres://db:5432/fasttrack"),
            ("postgres://db", "postgres://db:5432"),
            ("postgres://ana:hunter2/?#@[::1]:1,db/x", "postgres://[::1]:1,db:5432/x"),
            ("postgres://ana:%40hunter2@[::1]/x?connect_timeout=3&", "postgres://[::1]:5432/x"),
            ("postgres:///x?host=/run/postgresql&user=ana", "postgres:///run/postgresql/x"),
        ] {
            assert_eq!(database(url), Ok(DatabaseUrl::Postgres(name.to_owned())), "{url}");
        }
    }

    #[test]
    fn what_is_no_database_is_refused_without_a_word_of_it() {
        for url in [
            "",
            "hunter2",
            "mysql://hunter2",
            "postgres:hunter2",
            "postgres://",
            "postgres:///hunter2",
            "postgres://ana:hunter2",
            "postgres://ana:hunter2@/x",
            "postgres://ana:hunter2@db:0x1/x",
            "postgres://ana:hunter2@db:70000/x",
            "postgres://ana:hunter2@hunter2@db/x",
            "postgres://ana@db/x?password=hunter2",
            "postgres://ana@db/x?p%61ssword=hunter2",
            "postgres://ana@db/x?sslmode=verify-full",
            "postgres://ana:hunter2@db,/x",
        ] {
            let refusal = database(url).unwrap_err();
            assert!(!refusal.contains("hunter2"), "{url}: {refusal}");
        }
    }

    #[test]
    fn a_redis_url_is_taken_as_it_is() {
        for url in [
            "redis://cache",
            "redis://cache.example.com:6379/",
            "rediss://ana:hunter2@cache:6380/15",
            "rediss://:%40hunter%2F2@10.0.0.1",
            "redis://ana@my_cache/0",
            "redis://ana:hun:ter2@[::1]:6379/1",
            "redis://[::1]",
        ] {
            assert_eq!(redis(url).as_deref(), Ok(url));
        }
    }

    #[test]
    fn what_is_no_redis_is_refused_without_a_word_of_it() {
        for url in [
            "",
            "hunter2",
            "redis:hunter2",
            "http://hunter2",
            "redis+unix:///hunter2",
            "redis://",
            "redis:///1",
            "redis://ana:hunter2",
            "redis://:hunter2",
            "redis://:hunter2@",
            "redis://ana:hunter2@/1",
            "redis://ana:hunter2@:6379",
            "redis://ana:hunter2@cache:",
            "redis://ana:hunter2@cache:0",
            "redis://ana:hunter2@cache:0x1",
            "redis://ana:hunter2@cache:70000",
            "redis://ana:hunter2@hunter2@cache",
            "redis://ana:hunter2/1@cache",
            "redis://ana:hunter2?@cache",
            "redis://ana:hunter2#@cache",
            "redis://ana:hunter2:6379",
            "redis://cache/hunter2",
            "redis://cache/-1",
            "redis://cache/+1",
            "redis://cache/1/",
            "redis://cache/99999",
            "redis://cache,hunter2",
            "redis://hunter2 cache",
            "redis://[hunter2]",
            "redis://cache?password=hunter2",
            "rediss://ana:hunter2@cache#insecure",
            "rediss://ana:hunter2@cache/#insecure",
        ] {
            let refusal = redis(url).unwrap_err();
            assert!(!refusal.contains("hunter2"), "{url}: {refusal}");
        }
    }

    #[test]
    fn a_password_is_taken_out_wherever_it_ends() {
        for (url, shown) in [
            ("sqlite://data/x.db", "sqlite://data/x.db"),
            ("postgres://ana@db/x", "postgres://ana@db/x"),
            (
                "postgres://ana:hunter2@db:1/x?sslmode=require",
                "postgres://ana:[redacted]@db:1/x?sslmode=require",
            ),
            ("postgres://ana:hunter2@hunter2/?:@db/x", "postgres://ana:[redacted]@db/x"),
            ("redis://:hunter2@cache", "redis://:[redacted]@cache"),
            ("redis://cache:6379/1", "redis://cache:6379/1"),
            ("rediss://[::1]:6379", "rediss://[::1]:6379"),
            ("rediss://[::1]", "rediss://[::1]"),
            ("postgres://a:1,b/x", "postgres://a:1,b/x"),
            ("postgres:///x?host=/run/postgresql", "postgres:///x?host=/run/postgresql"),
            ("sqlite://a:b.db", "sqlite://a:b.db"),
            // A host was forgotten.
            ("redis://ana:hunter2", "redis://[redacted]"),
            ("redis://:hunter2/1", "redis://[redacted]"),
            ("postgres://ana:hunter2/x", "postgres://[redacted]"),
            ("hunter2@db", "[redacted]"),
            ("hunter2", "[redacted]"),
        ] {
            assert_eq!(without_password(url), shown, "{url}");
        }
    }
}
