//! `cargo xtask fuzz`: the properties that hostile input must not break, with many more inputs than
//! among all other tests.
//!
//! A target is a file `fuzz.rs`. It is called after what it attacks: the module that it stands in.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{cargo, root, run as run_command};

/// How many inputs the properties get, where 256 is what they get among all other tests.
const CASES: u32 = 25_600;
/// What proptest, and the targets, go by.
const VARIABLE: &str = "PROPTEST_CASES";
const FILE: &str = "fuzz.rs";

/// One file of properties.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    name: String,
    package: String,
    /// Where its tests are, as the test binary calls them.
    module: String,
}

/// `[TARGET] [--cases N]`: runs that target, or all, one after the other.
pub fn run(args: &[&str]) -> Result<()> {
    let (name, cases) = match args {
        [] => (None, CASES),
        ["--cases", cases] => (None, number(cases)?),
        [name] => (Some(*name), CASES),
        [name, "--cases", cases] => (Some(*name), number(cases)?),
        _ => bail!("`cargo xtask fuzz` takes a target and `--cases N`"),
    };
    let all = targets(&root())?;
    let chosen: Vec<&Target> =
        all.iter().filter(|target| name.is_none_or(|name| name == target.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = all.iter().map(|target| target.name.as_str()).collect();
        bail!("there is no target `{}`; there are: {}", name.unwrap_or_default(), names.join(", "));
    }
    for Target { name, package, module } in chosen {
        println!("\n== fuzz {name}");
        let mut tests = cargo(["test", "-p", package, "--lib", "--tests", "--", module]);
        run_command(tests.env(VARIABLE, cases.to_string()))?;
    }
    Ok(())
}

fn number(cases: &str) -> Result<u32> {
    let cases = cases.parse().with_context(|| format!("`{cases}` is no number of cases"))?;
    ensure!(cases > 0, "no cases find nothing");
    Ok(cases)
}

/// All targets below `crates/`, by name.
fn targets(root: &Path) -> Result<Vec<Target>> {
    let mut files = Vec::new();
    for krate in fs::read_dir(root.join("crates")).context("cannot look into `crates`")? {
        let krate = krate?.path();
        ["src", "tests"].iter().try_for_each(|folder| collect(&krate.join(folder), &mut files))?;
    }
    let mut targets: Vec<Target> =
        files.iter().filter_map(|file| target(file.strip_prefix(root).ok()?)).collect();
    targets.sort();
    Ok(targets)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.file_name() == Some(OsStr::new(FILE)) {
            files.push(path);
        }
    }
    Ok(())
}

/// The target in a file such as `crates/http/src/cursor/fuzz.rs`. One at the top of a crate is what the
/// tests of others call.
fn target(file: &Path) -> Option<Target> {
    let parts: Vec<&str> = file
        .components()
        .filter_map(|part| if let Component::Normal(part) = part { part.to_str() } else { None })
        .collect();
    let (krate, modules) = match parts.as_slice() {
        ["crates", krate, "src", modules @ .., FILE] => (krate, modules),
        // The folder below `tests` is the binary. What is at its top is of the whole crate.
        ["crates", krate, "tests", binary, FILE] => {
            return Some(named(krate, binary, "fuzz"));
        }
        ["crates", krate, "tests", _, modules @ .., FILE] => (krate, modules),
        _ => return None,
    };
    let name = modules.last()?;
    Some(named(krate, name, &format!("{}::fuzz", modules.join("::"))))
}

fn named(krate: &str, name: &str, module: &str) -> Target {
    Target { name: name.to_owned(), package: format!("fasttrack-{krate}"), module: format!("{module}::") }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{named, target, targets};
    use crate::process::root;

    #[test]
    fn a_target_is_called_after_what_it_attacks() {
        for (file, expected) in [
            ("crates/http/src/extract/upload/fuzz.rs", Some(("http", "upload", "extract::upload::fuzz"))),
            ("crates/http/src/cursor/fuzz.rs", Some(("http", "cursor", "cursor::fuzz"))),
            (
                "crates/jwt/tests/it/access_tokens/fuzz.rs",
                Some(("jwt", "access_tokens", "access_tokens::fuzz")),
            ),
            ("crates/sqlite/tests/sqlite/fuzz.rs", Some(("sqlite", "sqlite", "fuzz"))),
            ("crates/store-contract/src/fuzz.rs", None),
        ] {
            let expected = expected.map(|(krate, name, module)| named(krate, name, module));
            assert_eq!(target(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn the_targets_of_the_workspace_are_found() {
        let all = targets(&root()).expect("the workspace can be read");
        let names: Vec<&str> = all.iter().map(|target| target.name.as_str()).collect();
        for name in ["access_tokens", "calendar", "client_address", "cursor", "imports", "postgres", "sqlite"]
        {
            assert!(names.contains(&name), "{name} is not among {names:?}");
        }
    }
}
