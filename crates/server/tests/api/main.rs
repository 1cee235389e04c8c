//! FastTrack from outside: the application over HTTP, and the binary as a process.
//!
//! [`support`] starts the one or the other, each in a folder of its own, so that all tests can run
//! at the same time.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod support;

mod api_keys;
mod application;
mod attachments;
mod audit;
mod bad_input;
mod bad_tokens;
mod batch;
mod calendars;
mod command_line;
mod conditional;
mod configuration;
mod crash;
mod events;
mod exports;
mod first_start;
mod forecasts;
mod headers;
mod hostile;
mod idempotency;
mod import_command;
mod imports;
mod jobs;
mod limits;
mod lists;
mod main_job;
mod merge_patch;
mod postgres;
mod problems;
mod redaction;
mod registrations;
mod reminders;
mod roles;
mod schema;
mod seed;
mod sessions;
mod stats;
mod stopping;
mod tokens;
mod tour;
mod upkeep;
mod users;
mod venues;
mod views;
