//! `cargo xtask openapi`: the OpenAPI document in docs/, always as the code says it.

use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{capture, cargo, root};

const FILE: &str = "docs/openapi.json";

/// Writes the document; an unchanged file keeps its time stamp.
pub fn write() -> Result<()> {
    let document = generate()?;
    if committed()? == document {
        println!("{FILE} is up to date");
        return Ok(());
    }
    fs::create_dir_all(root().join("docs")).context("cannot make docs/")?;
    fs::write(root().join(FILE), document).with_context(|| format!("cannot write {FILE}"))?;
    println!("{FILE} written");
    Ok(())
}

/// Fails when the file is not what the code says.
pub fn check() -> Result<()> {
    if let Some(line) = first_difference(&committed()?, &generate()?) {
        bail!("{FILE} differs from the code at line {line}: run `cargo xtask openapi` and commit the result");
    }
    println!("{FILE} is up to date");
    Ok(())
}

/// Asks the binary as it ships, without the features that only tests turn on.
fn generate() -> Result<String> {
    let args = ["run", "-q", "-p", "fasttrack-server", "--bin", "fasttrack", "--", "openapi"];
    let document = capture(&mut cargo(args))?;
    let document = document.trim();
    // A log line on standard output, or nothing at all, must not become the contract.
    ensure!(
        document.starts_with('{') && document.ends_with('}') && document.contains(r#""openapi""#),
        "`fasttrack openapi` did not print an OpenAPI document"
    );
    Ok(format!("{document}\n"))
}

fn committed() -> Result<String> {
    let path = root().join(FILE);
    if !path.exists() {
        return Ok(String::new());
    }
    fs::read_to_string(path).with_context(|| format!("cannot read {FILE}"))
}

/// The number of the first line that differs.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    let common = left.lines().zip(right.lines()).take_while(|(l, r)| l == r).count();
    (left != right).then_some(common + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
    }
}
