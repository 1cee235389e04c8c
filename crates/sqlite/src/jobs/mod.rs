//! Jobs: written in units of work, handed out to workers.

mod bell;
mod claim;
mod queries;
mod queue;
mod repository;
mod row;
mod settlement;

pub(crate) use bell::Bell;
