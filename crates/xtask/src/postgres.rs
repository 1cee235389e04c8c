//! The Postgres that the tests start for themselves: found, or installed where that is allowed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{command, probe, run};

const PACKAGES: [&str; 3] = ["install", "-y", "postgresql"];

/// A line for what is there, or a line that says how to get it.
pub fn check() -> Result<String, String> {
    if let Some(found) = found() {
        return Ok(found);
    }
    Err(format!("Postgres (for the tests): install it with: {}, or set TEST_DATABASE_URL", how()))
}

/// As [`check`], but on Debian and its kin root installs what is missing.
pub fn ensure() -> Result<String, String> {
    check().or_else(|missing| {
        if !may_install() {
            return Err(missing);
        }
        // The lists may be empty, as in a fresh container.
        let installed = run(&mut command("apt-get", ["update"]))
            .and_then(|()| run(command("apt-get", PACKAGES).env("DEBIAN_FRONTEND", "noninteractive")));
        installed.map_err(|error| format!("{missing} ({error:#})"))?;
        check()
    })
}

fn found() -> Option<String> {
    if env::var_os("TEST_DATABASE_URL").is_some_and(|url| !url.is_empty()) {
        return Some("Postgres: the one that TEST_DATABASE_URL names".to_owned());
    }
    let folder = folder()?;
    let version = probe(&mut command(&folder.join("postgres").to_string_lossy(), ["--version"]))?;
    if is_root() && probe(&mut command("id", ["-u", "postgres"])).is_none() {
        // It refuses to run as root.
        return None;
    }
    Some(version)
}

/// Where `test-support` finds it too: in `PATH`, by `pg_config`, or in Debian's folders.
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

fn may_install() -> bool {
    is_root() && probe(&mut command("apt-get", ["--version"])).is_some()
}

fn is_root() -> bool {
    probe(&mut command("id", ["-u"])).as_deref() == Some("0")
}

fn how() -> &'static str {
    if cfg!(target_os = "macos") { "brew install postgresql" } else { "sudo apt-get install -y postgresql" }
}
