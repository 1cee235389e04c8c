//! `cargo xtask setup`: is everything here that the build and the tests need?

use std::process::Command;

use anyhow::{Result, bail};
use cargo_metadata::semver::{Version, VersionReq};

use crate::ci::DENY_INSTALL;
use crate::coverage;
use crate::process::{cargo, command, probe};
use crate::services;

/// The workspace's own `rust-version`, which cargo hands to every crate.
const NEEDED: &str = env!("CARGO_PKG_RUST_VERSION");

/// Prints what is there and what is not, and installs the servers if it may; fails when something that
/// is needed is not there.
pub fn run() -> Result<()> {
    let mut needed = vec![
        rustc(),
        tool(command("cc", ["--version"]), "cc", "apt-get install build-essential (or the Xcode tools)"),
        tool(command("git", ["--version"]), "git", "apt-get install git"),
        tool(command("bash", ["--version"]), "bash", "apt-get install bash"),
        tool(command("curl", ["--version"]), "curl", "apt-get install curl"),
        tool(cargo(["fmt", "--version"]), "rustfmt", "rustup component add rustfmt"),
        tool(cargo(["clippy", "--version"]), "clippy", "rustup component add clippy"),
    ];
    needed.extend(services::ensure());
    let optional = [
        tool(
            cargo(["llvm-cov", "--version"]),
            "cargo-llvm-cov (for `cargo xtask coverage`)",
            coverage::INSTALL,
        ),
        tool(
            cargo(["deny", "--version"]),
            "cargo-deny (licences and bans, in `cargo xtask ci`)",
            DENY_INSTALL,
        ),
    ];
    println!("needed");
    needed.iter().for_each(show);
    println!("optional");
    optional.iter().for_each(show);
    let missing: Vec<_> = needed.iter().filter_map(|check| check.as_ref().err()).cloned().collect();
    if missing.is_empty() {
        println!("ready: `cargo xtask test` needs nothing else");
        return Ok(());
    }
    bail!("not ready:\n  {}", missing.join("\n  "));
}

/// A line for what is there, or a line that says how to get it.
type Check = std::result::Result<String, String>;

fn show(check: &Check) {
    match check {
        Ok(line) => println!("  ok       {line}"),
        Err(line) => println!("  missing  {line}"),
    }
}

fn tool(mut ask: Command, name: &str, install: &str) -> Check {
    match probe(&mut ask) {
        Some(version) => Ok(version.lines().next().unwrap_or(name).to_owned()),
        None => Err(format!("{name}: install it with: {install}")),
    }
}

fn rustc() -> Check {
    let version = tool(command("rustc", ["--version"]), "rustc", "rustup toolchain install stable")?;
    if new_enough(&version, NEEDED) {
        Ok(version)
    } else {
        Err(format!("{version} is older than {NEEDED}: update it with: rustup update"))
    }
}

fn new_enough(rustc: &str, needed: &str) -> bool {
    let version = rustc.split_whitespace().nth(1).and_then(|word| Version::parse(word).ok());
    let needed = VersionReq::parse(&format!(">={needed}")).ok();
    // A nightly of 1.96 is newer than 1.95, though semver would not let a pre-release match.
    version.zip(needed).is_some_and(|(version, needed)| {
        needed.matches(&Version::new(version.major, version.minor, version.patch))
    })
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn a_compiler_is_compared_by_its_release() {
        assert!(new_enough("rustc 1.95.0 (59807616e 2026-04-14)", "1.95"));
        assert!(new_enough("rustc 1.96.0-nightly (abc 2026-05-01)", "1.95"));
        assert!(!new_enough("rustc 1.94.1 (abc 2026-02-01)", "1.95"));
        assert!(!new_enough("something else", "1.95"));
    }
}
