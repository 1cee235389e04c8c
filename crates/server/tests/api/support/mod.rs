//! What the tests of all modules share.
//!
//! - [`TestApp`]: the application in this process, over HTTP. Start one a test; it has its own
//!   database and port.
//! - [`Client`]: calls the API as somebody.
//! - [`process`]: the real binary, for what only a process can show.

mod app;
mod client;
pub mod process;

pub use app::TestApp;
pub use client::{Answer, Client};
