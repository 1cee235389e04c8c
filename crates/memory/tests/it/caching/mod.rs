//! The decorators of query ports: what they may answer from memory, and what they must ask.

mod codec;
mod event;
mod fakes;
mod runtimes;
mod shared;
