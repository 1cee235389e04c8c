//! The commands of an operator.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use fasttrack_test_support::postgres::{PostgresServer, binaries};

const PASSWORD: &str = "hunter2-hunter2";

/// A file that holds a database.
pub struct Backup {
    file: PathBuf,
}

impl Backup {
    /// Of the database at this URL, whatever happens there meanwhile.
    pub fn of(url: &str, file: &Path) -> Self {
        let file_option = format!("--file={}", file.display());
        run("pg_dump", &["--format=custom", "--no-owner", "--no-privileges", &file_option, url]);
        Self { file: file.to_owned() }
    }

    /// Into an empty database: all of it, or nothing.
    pub fn restore(&self, url: &str) {
        let database = format!("--dbname={url}");
        let file = self.file.display().to_string();
        run(
            "pg_restore",
            &["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", &database, &file],
        );
        // How many rows there are of what, the file does not say.
        run("psql", &["--quiet", "--command=ANALYZE", url]);
    }

    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.file).unwrap().len()
    }
}

/// What only one of two databases has in its schema, as lines of SQL.
pub fn difference(one: &str, other: &str) -> Vec<String> {
    let (one, other) = (schema(one), schema(other));
    one.symmetric_difference(&other).cloned().collect()
}

fn schema(url: &str) -> BTreeSet<String> {
    let sql = run("pg_dump", &["--schema-only", "--no-owner", "--no-privileges", url]);
    // Each dump has another key in these lines.
    let lasting = |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
    // What Postgres wrote itself, it reads with fewer parentheses than what we wrote.
    sql.lines().filter(lasting).map(|line| line.replace(['(', ')'], "")).collect()
}

/// A new server with an empty database, whose owner may do nothing else there. The URL of that.
pub async fn empty_server() -> (PostgresServer, String) {
    let server = tokio::task::spawn_blocking(PostgresServer::own).await.unwrap();
    let role = format!("CREATE ROLE fasttrack LOGIN PASSWORD '{PASSWORD}'");
    let database = "CREATE DATABASE fasttrack OWNER fasttrack TEMPLATE template0";
    let administration = server.url();
    run("psql", &["--quiet", "--command", &role, "--command", database, &administration]);
    let (_, place) = administration.rsplit_once('@').unwrap();
    let (host, _) = place.split_once('/').unwrap();
    (server, format!("postgres://fasttrack:{PASSWORD}@{host}/fasttrack"))
}

/// A program that comes with Postgres. It must succeed; what it printed.
fn run(program: &str, arguments: &[impl AsRef<OsStr>]) -> String {
    let output = Command::new(binaries().join(program)).args(arguments).env("LC_ALL", "C").output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
