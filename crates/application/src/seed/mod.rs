//! Demo data: believable, and the same for the same seed.
//!
//! Event number *i* depends on the seed and on *i* alone (and its times on the day, not the hour), so
//! that any range of events can be made by itself, in constant memory, in batches of any size.

mod cities;
mod random;
mod sketch;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use write::{SeedError, SeedReport, Seeder};

use fasttrack_domain::{time::Timestamp, user::UserId};

/// What to make.
#[derive(Debug, Clone, Copy)]
pub struct SeedPlan {
    /// The number that everything is derived from.
    pub seed: u64,
    /// Around which day the events happen: from half a year before to a year after.
    pub around: Timestamp,
    /// Who owns them.
    pub owner: UserId,
}

impl SeedPlan {
    /// The seed when nobody says.
    pub const DEFAULT_SEED: u64 = 2027;
    /// How many events are best made in one unit of work: with ten times fewer, the pages of the
    /// indexes are written four times as often; more would let other writers wait for seconds.
    pub const BATCH: u64 = 5_000;
}
