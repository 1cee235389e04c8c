//! Does the jobs.
//!
//! A worker claims one job after the other, as many at once as it may, and none that it cannot begin
//! at once. What it claims is its own for as long as its lease: a heartbeat keeps it, and says how
//! far the job is. Who loses the lease loses the job: its handler is dropped, and whatever it still
//! says is refused by the store. So a job is done at least once, and a handler that writes in units
//! that [hold](fasttrack_domain::ports::JobRepository::hold) its lease, or
//! [settle](fasttrack_domain::ports::JobRepository::settle) it, writes once.
//!
//! Where what is:
//! - [`worker`](Worker): claims. `attempt`: one job, from its claim to its end. `heartbeat`: keeps the
//!   lease. `settle`: how it ended, and noting that. `found_over`: jobs that ended without an
//!   attempt here. `slots`: how many of a kind. `drain`: stopping.
//! - `handler`, `running`: what a handler is, and what it is given. [`handlers`]: those that there
//!   are, a file each. `registry`: which is for what.
//! - `schedule`, `scheduler`: what is done again and again, and causing it.
//! - `settings`, `backoff`, `outage`, `metrics`: what they all use.
#![warn(missing_docs)]

mod attempt;
mod backoff;
mod drain;
mod found_over;
mod handler;
pub mod handlers;
mod heartbeat;
mod metrics;
mod outage;
mod registry;
mod running;
mod schedule;
mod scheduler;
mod settings;
mod settle;
mod slots;
mod worker;

pub use backoff::Backoff;
pub use handler::{Done, Failure, Handler, Outcome};
pub use metrics::describe_metrics;
pub use registry::{Handlers, NoHandler};
pub use running::Running;
pub use schedule::{Schedule, ScheduleError, recurring};
pub use settings::{LeaseTime, WorkerSettings};
pub use worker::Worker;
