//! Jobs: written in units of work, handed out to workers.
//!
//! - Who holds a job for a unit ([`hold`](fasttrack_domain::ports::JobRepository::hold)) locks its key
//!   only: nobody takes or ends it meanwhile, yet its worker goes on saying that it is at it.
//! - Who takes a job skips those that are locked in any way.
//! - Who adds one rings with the commit (`bell`).

mod bell;
mod claim;
mod queries;
mod queue;
mod repository;
mod row;
mod settlement;

pub(crate) use bell::{Bell, RING};
