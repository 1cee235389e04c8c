//! The command line.

mod args;
mod config;
mod export;
mod health;
mod import;
mod jobs;
mod migrate;
mod output;
mod seed;
mod serve;
mod user;
mod worker;

pub use args::Cli;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
};

use args::Command;

use anyhow::ensure;
use fasttrack_sqlite::SqliteSettings;
use slog::{Discard, Logger, o};

use crate::{
    app::{Adapters, WAITING, schema},
    settings::{DatabaseSettings, Engine, Faults, Scope, Settings, Sources},
};

/// How a command ended, as a shell sees it. 2 is a command line that clap refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All was done.
    Done,
    /// Something was not; what, was printed.
    Failed,
    /// An import left rows out.
    RowsRejected,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Failed => 1,
            Outcome::RowsRejected => 3,
        })
    }
}

/// Does what the command line says.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command.unwrap_or_default() {
        Command::Openapi => openapi(),
        Command::Health(args) => health::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Serve => in_runtime(serve::run()),
        Command::Worker(args) => in_runtime(worker::run(args)),
        Command::Jobs(args) => in_runtime(jobs::run(args)),
        Command::Migrate(args) => in_runtime(migrate::run(args)),
        Command::User(args) => in_runtime(user::run(args)),
        Command::Import(args) => in_runtime(import::run(args)),
        Command::Export(args) => in_runtime(export::run(args)),
        Command::Seed(args) => in_runtime(seed::run(args)),
    };
    outcome
        .unwrap_or_else(|error| {
            output::error(&error);
            Outcome::Failed
        })
        .into()
}

fn openapi() -> anyhow::Result<Outcome> {
    output::line(fasttrack_http::openapi_json()?)?;
    Ok(Outcome::Done)
}

fn in_runtime(work: impl Future<Output = anyhow::Result<Outcome>>) -> anyhow::Result<Outcome> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

fn settings(scope: Scope) -> Result<Settings, Faults> {
    Settings::load(&Sources::of_process(), scope)
}

/// The adapters of a command. Its own words say what went wrong; what is only worth a log is not said.
async fn adapters(settings: &Settings) -> anyhow::Result<Adapters> {
    Adapters::open(settings, &Logger::root(Discard, o!()), tell_waiting).await
}

fn tell_waiting() {
    output::note(WAITING);
}

/// The settings of a command that works on what is in the database. It makes nothing: an empty
/// database would only hide that `DATABASE_URL` names the wrong one.
async fn settings_of_existing() -> anyhow::Result<Settings> {
    let settings = settings(Scope::Tool)?;
    ensure_file(&settings.database)?;
    schema::ensure_any(&settings).await?;
    Ok(settings)
}

/// Makes sure that a database that is a file is there. One on a server, its administrator makes.
fn ensure_file(database: &DatabaseSettings) -> anyhow::Result<()> {
    let Engine::Sqlite(SqliteSettings { path, .. }) = &database.engine else { return Ok(()) };
    // Where nobody may look, opening it says what is wrong.
    ensure!(
        path.try_exists().unwrap_or(true),
        "there is no database at {database} (DATABASE_URL): `fasttrack serve` or `fasttrack migrate up` makes it"
    );
    Ok(())
}

/// Where this machine reaches a server; one that listens everywhere listens here, too.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
