//! What the tests of all modules share.
//!
//! - [`TestApp`]: the application in this process, over HTTP. Start one a test; it has its own
//!   database and port.
//! - [`Client`]: calls the API as somebody.
//! - [`given`]: what tests begin with: valid bodies, and the things made of them.
//! - [`process`]: the real binary, for what only a process can show.

mod app;
mod client;
pub mod given;
pub mod process;

pub use app::TestApp;
pub use client::{Answer, Client};
