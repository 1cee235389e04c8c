//! What the tests of all modules share.
//!
//! - [`TestApp`]: the application in this process, over HTTP. Start one a test; it has its own
//!   database and port.
//! - [`Client`]: calls the API as somebody.
//! - [`given`]: what tests begin with: valid bodies, and the things made of them.
//! - [`files`]: forms that bring files.
//! - [`grant`], [`people`]: tokens and users.
//! - [`operations`], [`problem`], [`raw`]: what holds for the whole API, and for what is no request at all.
//! - [`process`]: the real binary, for what only a process can show.
//! - [`weather`]: a provider of forecasts on this machine.
//! - [`stack`]: the engines under the one and the other, by `TEST_STACK`.

mod app;
mod client;
pub mod files;
pub mod given;
pub mod grant;
pub mod operations;
pub mod people;
pub mod problem;
pub mod process;
pub mod raw;
pub mod stack;
pub mod weather;

pub use app::TestApp;
pub use client::{Answer, Client};
