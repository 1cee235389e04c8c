//! The fault proxy before a server that sends back whatever it gets.
#![expect(clippy::unwrap_used, reason = "a test says what it means by panicking, in its helpers too")]

mod breaking;
mod echo;
mod slowing;
