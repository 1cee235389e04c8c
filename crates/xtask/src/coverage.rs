//! `cargo xtask coverage`: the tests under cargo-llvm-cov.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{capture, cargo, command, probe, root, run as run_command};
use crate::test::scope;

pub const INSTALL: &str = "cargo install --locked cargo-llvm-cov";

/// Runs the tests once, writes `target/coverage/lcov.info` and prints the summary per file.
pub fn run(extra: &[&str]) -> Result<()> {
    ensure!(
        probe(&mut cargo(["llvm-cov", "--version"])).is_some(),
        "cargo-llvm-cov is not installed; install it with `{INSTALL}`"
    );
    let tools = llvm_tools()?;
    let llvm_cov = |args: &[&str]| {
        let mut command = cargo(["llvm-cov"]);
        command.args(args);
        if let Some((cov, profdata)) = &tools {
            command.env("LLVM_COV", cov).env("LLVM_PROFDATA", profdata);
        }
        command
    };
    let folder = root().join("target/coverage");
    fs::create_dir_all(&folder).context("cannot make target/coverage")?;
    run_command(llvm_cov(&["--no-report"]).args(scope(extra)).args(extra))?;
    run_command(llvm_cov(&["report", "--lcov", "--output-path"]).arg("target/coverage/lcov.info"))?;
    run_command(&mut llvm_cov(&["report", "--summary-only"]))
}

/// The `llvm-cov` and `llvm-profdata` to name to cargo-llvm-cov; `None` when it finds them itself.
fn llvm_tools() -> Result<Option<(PathBuf, PathBuf)>> {
    if env::var_os("LLVM_COV").is_some() && env::var_os("LLVM_PROFDATA").is_some() {
        return Ok(None);
    }
    let version = capture(&mut command("rustc", ["-vV"]))?;
    let field = |name| field(&version, name).with_context(|| format!("`rustc -vV` names no {name}"));
    let sysroot = capture(&mut command("rustc", ["--print", "sysroot"]))?;
    let rustups = Path::new(sysroot.trim()).join("lib/rustlib").join(field("host")?).join("bin/llvm-cov");
    if rustups.exists() {
        return Ok(None);
    }
    // The profile format changes between LLVM releases: only the compiler's own major reads it.
    let major = field("LLVM version")?.split('.').next().unwrap_or_default();
    let systems = Path::new("/usr/lib").join(format!("llvm-{major}")).join("bin");
    let pair = (systems.join("llvm-cov"), systems.join("llvm-profdata"));
    if pair.0.exists() && pair.1.exists() {
        return Ok(Some(pair));
    }
    bail!(
        "the LLVM {major} tools are missing; install them with `rustup component add llvm-tools` \
         (or, on Debian, `apt-get install llvm-{major}`)"
    );
}

/// A line `name: value` of `rustc -vV`.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn the_compilers_own_description_is_read() {
        let text =
            "rustc 1.95.0 (59807616e 2026-04-14)\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1.2\n";
        assert_eq!(field(text, "host"), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(field(text, "LLVM version"), Some("22.1.2"));
        assert_eq!(field(text, "LLVM"), None);
    }
}
