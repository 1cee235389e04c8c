//! Where Postgres is installed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::throw_away::INSTALL;

/// The folder of the installed Postgres, with its programs: `psql`, `pg_dump`, `pg_restore`, …
///
/// # Panics
/// When none is installed, with the one command that mends it.
#[must_use]
pub fn binaries() -> PathBuf {
    let missing = || panic!("the tests need a Postgres server, and none is installed: run `{INSTALL}`");
    folder().unwrap_or_else(missing)
}

/// The folder with `initdb` and `postgres`: of `PATH`, else what `pg_config` says, else where Debian
/// and its kin put them, the newest first.
fn folder() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).find(|folder| complete(folder));
    in_path.and_then(linked).or_else(by_pg_config).or_else(by_version)
}

fn complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// A folder of `PATH` may hold links to some of the programs only: where they are all.
fn linked(folder: PathBuf) -> Option<PathBuf> {
    let program = fs::canonicalize(folder.join("postgres")).ok()?;
    let real = program.parent().filter(|real| complete(real)).map(Path::to_owned);
    Some(real.unwrap_or(folder))
}

fn by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    complete(&folder).then_some(folder)
}

fn by_version() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt"]
        .iter()
        .filter_map(|parent| fs::read_dir(parent).ok())
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.trim_start_matches("postgresql@").parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| complete(folder))
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}
