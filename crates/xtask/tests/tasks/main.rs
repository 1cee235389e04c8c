//! The tasks as a developer runs them: the real program, on small repositories made for the purpose.
#![expect(clippy::expect_used, reason = "a test says what it means by panicking, in its helpers too")]

mod arch;
mod ci;
mod commits;
mod merge_conflict;
mod openapi;
mod repository;
mod stacks;
