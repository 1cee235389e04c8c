//! Where the schema of a database stands, in the words that every store has for it.

use std::collections::BTreeMap;

/// Where one migration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its name, such as `2026-01-05-090000_users`; the bare version when it is unknown here.
    pub name: String,
    /// Whether it was applied.
    pub state: MigrationState,
}

/// Whether a migration was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// The database has it.
    Applied,
    /// The database lacks it.
    Pending,
    /// The database has it, but this program does not: a newer one was here.
    Unknown,
}

impl MigrationStatus {
    /// Every migration that a program knows, by version and name, or whose version a database has; in
    /// the order of versions.
    #[must_use]
    pub fn of_all(known: impl IntoIterator<Item = (String, String)>, applied: Vec<String>) -> Vec<Self> {
        let unknown = |version: String| (version.clone(), (version, MigrationState::Unknown));
        let mut all: BTreeMap<_, _> = applied.into_iter().map(unknown).collect();
        for (version, name) in known {
            let has = all.contains_key(&version);
            all.insert(version, (name, if has { MigrationState::Applied } else { MigrationState::Pending }));
        }
        all.into_values().map(|(name, state)| Self { name, state }).collect()
    }
}
