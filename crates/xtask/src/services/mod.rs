//! The servers that the tests start for themselves: found, or installed where that is allowed.

mod postgres;
mod redis;

use std::env;

use crate::process::{command, probe, run};

/// A server that the tests need.
struct Service {
    name: &'static str,
    /// Names one that runs already, and takes the place of most of those that the tests start.
    variable: &'static str,
    /// What Debian and its kin call it.
    package: &'static str,
    /// What Homebrew calls it.
    formula: &'static str,
    /// What is installed: where `test-support` finds it too.
    installed: fn() -> Option<String>,
}

const ALL: [&Service; 2] = [&postgres::SERVICE, &redis::SERVICE];

/// For each, a line for what is there, or a line that says how to get it. On Debian and its kin root
/// installs what is missing.
pub fn ensure() -> Vec<Result<String, String>> {
    let missing: Vec<&str> =
        ALL.iter().filter(|service| (service.installed)().is_none()).map(|service| service.package).collect();
    let failed = if missing.is_empty() || !may_install() { None } else { install(&missing).err() };
    let because = |line| match &failed {
        Some(error) => format!("{line} ({error:#})"),
        None => line,
    };
    ALL.iter().map(|service| service.check().map_err(because)).collect()
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    // The lists may be empty, as in a fresh container.
    run(&mut command("apt-get", ["update"]))?;
    let arguments = ["install", "-y"].iter().chain(packages);
    run(command("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

impl Service {
    fn check(&self) -> Result<String, String> {
        let Self { name, variable, .. } = self;
        let named = env::var_os(variable).is_some_and(|url| !url.is_empty());
        match ((self.installed)(), named) {
            (Some(version), false) => Ok(version),
            (Some(version), true) => Ok(format!("{version}; and the one that {variable} names")),
            (None, true) => Ok(format!(
                "{name}: the one that {variable} names; for the tests that stop one, install it with: {}",
                self.how()
            )),
            (None, false) => {
                Err(format!("{name} (for the tests): install it with: {}, or set {variable}", self.how()))
            }
        }
    }

    fn how(&self) -> String {
        if cfg!(target_os = "macos") {
            format!("brew install {}", self.formula)
        } else {
            format!("sudo apt-get install -y {}", self.package)
        }
    }
}

fn may_install() -> bool {
    is_root() && probe(&mut command("apt-get", ["--version"])).is_some()
}

fn is_root() -> bool {
    probe(&mut command("id", ["-u"])).as_deref() == Some("0")
}

#[cfg(test)]
mod tests {
    use super::Service;

    #[test]
    fn what_is_missing_names_the_command_that_mends_it() {
        let service = Service {
            name: "Thing",
            variable: "FASTTRACK_NO_SUCH_VARIABLE",
            package: "thing-server",
            formula: "thing-server",
            installed: || None,
        };
        let missing = service.check().expect_err("it is not installed");
        assert!(missing.contains("install it with: ") && missing.contains(" install "), "{missing}");
        assert!(missing.contains("thing-server, or set FASTTRACK_NO_SUCH_VARIABLE"), "{missing}");
        let there = Service { installed: || Some("Thing 1.0".to_owned()), ..service };
        assert_eq!(there.check(), Ok("Thing 1.0".to_owned()));
    }
}
