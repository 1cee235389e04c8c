//! `fasttrack`: see `fasttrack --help`.

use std::process::ExitCode;

use clap::Parser as _;
use fasttrack_server::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(Cli::parse())
}
