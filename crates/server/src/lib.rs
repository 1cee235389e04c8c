//! The `fasttrack` binary as a library, so that tests can compose the application that ships.
//!
//! [`settings`] is what operators decide, [`app`] wires adapters to use cases and runs them, and
//! [`cli`] is what the command line offers. The only crate that sees adapters.

pub mod app;
pub mod cli;
mod password;
pub mod settings;
