//! Workers die, freeze, are stopped, and lose their database, while they have jobs: no job is lost, and
//! what a job writes is written once.
//!
//! The workers are processes: the real binary where its own jobs will do, else this one, started again
//! (`process`), with jobs that tell what was done (`handlers`).

mod calling_off;
mod freezing;
mod handlers;
mod heartbeat;
mod killing;
mod outage;
mod panicking;
mod process;
mod scene;
mod stopping;
mod throughput;
mod ticks;
