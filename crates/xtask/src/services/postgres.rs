use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Service, is_root};
use crate::process::{command, probe};

pub(super) const SERVICE: Service = Service {
    name: "Postgres",
    variable: "TEST_DATABASE_URL",
    package: "postgresql",
    formula: "postgresql",
    installed,
};

fn installed() -> Option<String> {
    let folder = folder()?;
    let version = probe(&mut command(&folder.join("postgres").to_string_lossy(), ["--version"]))?;
    if is_root() && probe(&mut command("id", ["-u", "postgres"])).is_none() {
        // It refuses to run as root.
        return None;
    }
    Some(version)
}

/// In `PATH`, by `pg_config`, or in Debian's folders.
fn folder() -> Option<PathBuf> {
    let complete = |folder: &Path| ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file());
    let path = env::var_os("PATH").unwrap_or_default();
    let by_pg_config = probe(&mut command("pg_config", ["--bindir"])).map(PathBuf::from);
    let by_version = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    env::split_paths(&path)
        .chain(by_pg_config)
        .chain(by_version.map(|entry| entry.path().join("bin")))
        .find(|folder| complete(folder))
}
