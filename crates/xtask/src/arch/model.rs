//! What the check looks at: small enough that a test can plant any mistake in it.

use cargo_metadata::{DependencyKind, Metadata};

/// The prefix of every package of the workspace.
pub const PREFIX: &str = "fasttrack-";

pub struct Crate {
    /// The name of the package.
    pub package: String,
    pub dependencies: Vec<Dependency>,
}

pub struct Dependency {
    pub package: String,
    /// In the workspace, rather than from a registry.
    pub own: bool,
    pub for_tests: bool,
    pub optional: bool,
    pub features: Vec<String>,
}

pub fn crates(metadata: &Metadata) -> Vec<Crate> {
    let crates = metadata.workspace_packages().into_iter().map(|package| Crate {
        package: package.name.to_string(),
        dependencies: package.dependencies.iter().map(dependency).collect(),
    });
    crates.collect()
}

fn dependency(declared: &cargo_metadata::Dependency) -> Dependency {
    Dependency {
        package: declared.name.clone(),
        own: declared.path.is_some(),
        // A build script ships with its crate: only dev-dependencies are for tests.
        for_tests: declared.kind == DependencyKind::Development,
        optional: declared.optional,
        features: declared.features.clone(),
    }
}
