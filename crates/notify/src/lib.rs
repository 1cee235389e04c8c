//! Messages to people.
//!
//! [`SmtpNotifier`] hands them to a mail server; [`LogNotifier`] stands in for it where there is none,
//! and only notes that there was something to say. Neither lets an address or a word of a message into
//! an error or a log line: mail servers like to repeat addresses in their replies, so of a reply only
//! the code is kept.
#![warn(missing_docs)]

mod idle;
mod log;
mod message;
mod server;
mod settings;
mod smtp;

pub use log::LogNotifier;
pub use server::{InvalidServer, Security, SmtpServer};
pub use settings::SmtpSettings;
pub use smtp::{SettingsError, SmtpNotifier};
