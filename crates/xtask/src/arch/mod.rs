//! `cargo xtask arch`: the crate graph is the architecture, and this enforces it.

mod check;
mod model;
mod rules;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::process::root;

/// Reads the manifests and fails with every violation, not only the first.
pub fn run() -> Result<()> {
    // `no_deps`: only what our own manifests declare is judged, which needs no resolved graph.
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec();
    let crates = model::crates(&metadata.context("cannot read the workspace")?);
    let violations = check::violations(&crates, rules::TABLE);
    if violations.is_empty() {
        println!("{} crates, every arrow as the table allows", crates.len());
        return Ok(());
    }
    let list = violations.join("\n  ");
    bail!("the crate graph breaks its rules:\n  {list}\nThe table is crates/xtask/src/arch/rules.rs.");
}
