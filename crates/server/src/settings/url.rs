//! URLs of databases: what they name, and how they may be shown.

use std::path::PathBuf;

use super::reader::Refusal;

/// In place of what must not be shown.
pub(super) const REDACTED: &str = "[redacted]";

const POSTGRES_PORT: u16 = 5432;

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

/// The URL without the password in it.
pub(super) fn without_password(url: &str) -> String {
    let Some((before, after)) = url.rsplit_once('@') else { return url.to_owned() };
    let Some((scheme, credentials)) = before.split_once("://") else { return REDACTED.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{REDACTED}@{after}"),
        None => url.to_owned(),
    }
}

fn sqlite_path(path: &str) -> Result<DatabaseUrl, Refusal> {
    let is_file = !path.is_empty() && !path.ends_with('/') && !path.starts_with(':') && !path.contains('?');
    if is_file {
        Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
    } else {
        Err("must be `sqlite://` and the path of a file, such as sqlite://data/fasttrack.db".to_owned())
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
    let all: Option<Vec<_>> = hosts.split(',').map(host_and_port).collect();
    all.map(|all| all.join(",")).ok_or_else(|| refusal.to_owned())
}

fn host_and_port(one: &str) -> Option<String> {
    let (host, port) = match one.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (one, POSTGRES_PORT),
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
            ("hunter2@db", "[redacted]"),
        ] {
            assert_eq!(without_password(url), shown, "{url}");
        }
    }
}
