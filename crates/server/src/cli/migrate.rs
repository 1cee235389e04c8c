use fasttrack_domain::migration::MigrationState;

use super::{Outcome, args::MigrateCommand, ensure_file, output, settings, tell_waiting};
use crate::{app::Migrations, settings::Scope};

pub(super) async fn run(command: MigrateCommand) -> anyhow::Result<Outcome> {
    let database = settings(Scope::Tool)?.database;
    if !matches!(command, MigrateCommand::Up) {
        ensure_file(&database)?;
    }
    let migrations = Migrations::new(&database).on_wait(tell_waiting);
    match command {
        MigrateCommand::Up => up(&migrations).await?,
        MigrateCommand::Down => down(&migrations).await?,
        MigrateCommand::Status => status(&migrations).await?,
    }
    Ok(Outcome::Done)
}

async fn up(migrations: &Migrations) -> anyhow::Result<()> {
    let applied = migrations.run().await?;
    for name in &applied {
        output::line(format_args!("applied {name}"))?;
    }
    if applied.is_empty() {
        output::note("the schema is up to date");
    }
    Ok(())
}

async fn down(migrations: &Migrations) -> anyhow::Result<()> {
    match migrations.revert_last().await? {
        Some(name) => output::line(format_args!("reverted {name}")),
        None => {
            output::note("there is nothing to revert");
            Ok(())
        }
    }
}

async fn status(migrations: &Migrations) -> anyhow::Result<()> {
    for one in migrations.status().await? {
        let state = match one.state {
            MigrationState::Applied => "applied",
            MigrationState::Pending => "pending",
            MigrationState::Unknown => "unknown",
        };
        output::line(format_args!("{state:<8} {}", one.name))?;
    }
    Ok(())
}
