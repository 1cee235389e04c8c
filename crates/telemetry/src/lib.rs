//! Loggers: drains, levels, redaction and the bridges from other logging facades.
//!
//! A record goes this way, and only the last steps run on a thread of their own:
//!
//! 1. [`Filter`]: the level of the module that the record comes from;
//! 2. a bounded queue. When it is full, records are dropped, and the next line that fits says how
//!    many: logging never blocks a request;
//! 3. redaction: what secrets are named, and what looks like one, becomes `[redacted]`;
//! 4. one line of JSON, or of readable text.
//!
//! [`init`] does all of it, and lets the records of libraries that use `log` or `tracing` through
//! the same steps. Only this crate knows drains; everything else is handed its [`slog::Logger`].
#![warn(missing_docs)]

mod bridge;
mod filter;
mod lines;
mod logging;
mod mask;
mod redact;

pub use filter::{Filter, InvalidFilter};
pub use logging::{AlreadyInstalled, Format, Guard, InvalidFormat, Logging, init, init_with_writer, logger};
pub use mask::mask;
pub use redact::names_secret;
