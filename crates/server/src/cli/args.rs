//! What the command line takes, and the help that teaches it.

use clap::{Args, Parser, Subcommand};
use fasttrack_application::seed::SeedPlan;
use fasttrack_domain::{
    access::Role,
    user::{Email, FullName, Username},
};

use super::{export::ExportArgs, import::ImportArgs, jobs::JobsCommand, worker::WorkerArgs};

const EXIT_CODES: &str = "\
Exit codes:
  0  all was done
  1  something failed; the message says what
  2  the command line is wrong
  3  an import left rows out (see `fasttrack import --help`)

Settings come from the environment, then .env.<APP_ENV>, then .env in the working folder.
`fasttrack config check` shows them; docs/CONFIGURATION.md describes them.";

/// Event management: a REST API for events, venues and the people who run them.
///
/// Without a command, FastTrack serves: it makes its database at the first start, prints how to sign
/// in, and answers at http://127.0.0.1:8000.
#[derive(Debug, Parser)]
#[command(name = "fasttrack", version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Default, Subcommand)]
pub(super) enum Command {
    /// Serve the API until SIGTERM or Ctrl-C (the default)
    ///
    /// Running requests finish before the process ends, within SHUTDOWN_GRACE. A second Ctrl-C ends
    /// it at once. In prod the schema must be up to date: run `fasttrack migrate up` first.
    #[default]
    #[command(after_help = "\
Examples:
  fasttrack serve
  HTTP_ADDR=0.0.0.0:9000 fasttrack serve")]
    Serve,

    /// Do jobs until SIGTERM or Ctrl-C, and serve nothing
    ///
    /// Any number of workers share one database. Running jobs may finish within WORKER_GRACE; what
    /// still runs then is given back.
    Worker(WorkerArgs),

    /// Look at work in the background, call it off, or have it done again
    #[command(subcommand)]
    Jobs(JobsCommand),

    /// Bring the schema of the database up to date, or back
    #[command(subcommand)]
    Migrate(MigrateCommand),

    /// Manage users from the command line, without signing in
    #[command(subcommand)]
    User(UserCommand),

    /// Import events from a CSV or JSON file
    ///
    /// Good rows become events; bad rows go into a report with their line and the reason. A row that
    /// was imported before adds nothing, so an import that was cut off is simply run again.
    Import(ImportArgs),

    /// Export events as JSON, NDJSON, CSV or a calendar
    ///
    /// All events that fit, drafts of everybody included, as `GET /api/v1/events/export` sends them.
    Export(ExportArgs),

    /// Fill a database with demo data: Brazilian cities, their venues, events and who attends
    ///
    /// The same seed makes the same events, around today. Not in prod.
    Seed(SeedArgs),

    /// Print the OpenAPI document of the API
    #[command(after_help = "Examples:\n  fasttrack openapi > openapi.json")]
    Openapi,

    /// Look at the settings
    #[command(subcommand)]
    Config(ConfigCommand),

    /// Ask a running server whether it is ready; exits with 0 when it is
    Health(HealthArgs),
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  fasttrack migrate status
  fasttrack migrate up
  fasttrack migrate down        # takes back the last migration only

Outside prod, `fasttrack serve` migrates by itself.")]
pub(super) enum MigrateCommand {
    /// Apply every migration that the database lacks
    Up,
    /// Take back the last migration; what it added is lost
    Down,
    /// List all migrations and whether the database has them
    Status,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  fasttrack user create ana --role admin
  fasttrack user create rui --role editor --email rui@example.com --password-stdin < password.txt
  fasttrack user list
  fasttrack user password ana   # when it was forgotten

A password is never an argument: others on the machine could read it. Without --password-stdin a
random one is made and printed once.")]
pub(super) enum UserCommand {
    /// Make a user who can sign in
    Create(CreateUser),
    /// List all users
    List,
    /// Give a user a new password, and end the user's sessions
    Password(ResetPassword),
}

#[derive(Debug, Args)]
pub(super) struct CreateUser {
    /// What the user signs in with: 3 to 32 of a-z, 0-9, '.', '_' and '-'
    pub name: Username,
    /// What the user may do: viewer, editor or admin
    #[arg(long)]
    pub role: Role,
    /// E-mail address [default: NAME@fasttrack.invalid, which nobody receives]
    #[arg(long)]
    pub email: Option<Email>,
    /// What the user is called [default: NAME]
    #[arg(long)]
    pub full_name: Option<FullName>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct ResetPassword {
    /// What the user signs in with
    pub name: Username,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fasttrack seed --events 1000
  DATABASE_URL=sqlite://big.db fasttrack seed --events 1000000")]
pub(super) struct SeedArgs {
    /// How many events
    #[arg(long, value_name = "N")]
    pub events: u64,
    /// The number that everything is derived from
    #[arg(long, value_name = "NUMBER", default_value_t = SeedPlan::DEFAULT_SEED)]
    pub seed: u64,
    /// Who owns the events: an editor or admin
    #[arg(long, value_name = "NAME", default_value = "admin")]
    pub owner: Username,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print every setting and where it comes from, or all that is wrong
    ///
    /// Secrets are not shown. Names in .env files that are no setting are noted: they may be misspelt.
    /// Exits with 1 when the server would not start with these settings.
    #[command(after_help = "\
Examples:
  fasttrack config check
  APP_ENV=prod fasttrack config check   # what prod still lacks")]
    Check,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fasttrack health
  fasttrack health --url http://10.0.0.5:8000/health/ready

In a container: HEALTHCHECK CMD [\"fasttrack\", \"health\"]")]
pub(super) struct HealthArgs {
    /// What to ask; a redirect counts as not ready [default: /health/ready at HTTP_ADDR]
    #[arg(long)]
    pub url: Option<String>,
}
