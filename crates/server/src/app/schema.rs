//! Whether the database has the schema of this program.

use anyhow::{bail, ensure};
use fasttrack_domain::migration::{MigrationState, MigrationStatus};

use super::migrations::Migrations;
use crate::settings::{Environment, Settings};

/// Brings the schema up to date where that is harmless; in prod somebody decides, and whoever
/// would run on another schema is told so. Who has to wait for another process that does it tells by
/// `on_wait`.
///
/// # Errors
/// When the schema is not that of this program, or a migration fails.
pub(super) async fn prepare(
    settings: &Settings,
    on_wait: impl Fn() + Send + Sync + 'static,
) -> anyhow::Result<()> {
    let migrations = Migrations::new(&settings.database);
    let status = migrations.status().await?;
    let (pending, unknown) =
        (named(&status, MigrationState::Pending), named(&status, MigrationState::Unknown));
    if !unknown.is_empty() {
        bail!(
            "the database was migrated by a newer program (this one does not know {unknown}): use that one; \
             `fasttrack migrate status` shows how far they are apart"
        );
    }
    if pending.is_empty() {
        return Ok(());
    }
    if settings.environment == Environment::Prod {
        bail!("the schema of the database is not up to date ({pending}): run `fasttrack migrate up` first");
    }
    migrations.on_wait(on_wait).run().await?;
    Ok(())
}

/// Makes sure that the database has a schema, of whatever age.
///
/// # Errors
/// When it has none, or cannot be reached.
pub async fn ensure_any(settings: &Settings) -> anyhow::Result<()> {
    let status = Migrations::new(&settings.database).status().await?;
    ensure!(
        status.iter().any(|one| one.state != MigrationState::Pending),
        "the database {} (DATABASE_URL) is empty: run `fasttrack migrate up` first",
        settings.database
    );
    Ok(())
}

fn named(status: &[MigrationStatus], state: MigrationState) -> String {
    let names: Vec<_> = status.iter().filter(|one| one.state == state).map(|one| one.name.as_str()).collect();
    names.join(", ")
}
