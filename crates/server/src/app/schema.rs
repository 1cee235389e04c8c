//! Whether the database has the schema of this program.

use anyhow::bail;
use fasttrack_sqlite::{MigrationState, Migrations};

use crate::settings::{Environment, Settings};

/// Brings the schema up to date where that is harmless; in prod somebody decides, and whoever
/// would run on another schema is told so.
///
/// # Errors
/// When the schema is not that of this program, or a migration fails.
pub(super) async fn prepare(settings: &Settings) -> anyhow::Result<()> {
    let migrations = Migrations::new(&settings.database.sqlite());
    let status = migrations.status().await?;
    let named = |state| {
        let names: Vec<_> =
            status.iter().filter(|one| one.state == state).map(|one| one.name.as_str()).collect();
        names.join(", ")
    };
    let (pending, unknown) = (named(MigrationState::Pending), named(MigrationState::Unknown));
    if !unknown.is_empty() {
        bail!(
            "the database was migrated by a newer program (this one does not know {unknown}): use that one"
        );
    }
    if pending.is_empty() {
        return Ok(());
    }
    if settings.environment == Environment::Prod {
        bail!("the schema of the database is not up to date ({pending}): run `fasttrack migrate up` first");
    }
    migrations.run().await?;
    Ok(())
}
