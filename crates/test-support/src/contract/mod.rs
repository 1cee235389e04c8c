//! What every cache, bus and rate limiter must do, as one test suite that each adapter runs
//! unchanged.
//!
//! An adapter's test binary gives an async function that makes a [`Harness`], and lists nothing:
//! `fasttrack_test_support::shared_contract!(harness);` makes every case below a `#[tokio::test]`
//! of its own, in a module of its area.
//!
//! A case may assume no more than the ports' documentation says, and that what the adapter needs
//! is there. Cases that race start their tasks at one barrier and repeat; none of them sleeps. Only
//! those of the rate limiter wait, where waiting is what they are about.
#![expect(clippy::indexing_slicing, reason = "a case fails by panicking")]

mod bus;
mod cache;
mod cache_races;
mod ear;
mod limiter;

use std::{any::Any, sync::Arc};

use fasttrack_domain::ports::{Bus, Cache, RateLimiter};

/// Two processes, as far as the adapter knows such a thing: one that works within a process gives
/// the same one twice. Nobody else uses what they share.
pub struct Harness {
    /// One process.
    pub here: Process,
    /// Another one.
    pub there: Process,
    /// What must live as long as the harness, such as a server.
    pub keep: Arc<dyn Any + Send + Sync>,
}

impl Harness {
    /// One process and the other one by turns.
    fn by_turns(&self, turn: usize) -> &Process {
        if turn.is_multiple_of(2) { &self.here } else { &self.there }
    }
}

/// What a process shares with the others.
#[derive(Clone)]
pub struct Process {
    /// Its way to the cache.
    pub cache: Arc<dyn Cache>,
    /// Its end of the bus; it hears the other processes already.
    pub bus: Arc<dyn Bus>,
    /// Its way to the rate limits.
    pub limiter: Arc<dyn RateLimiter>,
}

/// Makes, of the one list of cases, what an adapter's tests call and the macro that calls it. A
/// case that is missing in the list is dead code, which the compiler reports.
macro_rules! suite {
    ($d:tt $($area:ident { $($case:ident)* })*) => {
        /// The cases, by area.
        #[expect(missing_docs, reason = "a case says by its name what must be true")]
        pub mod run {
            $(pub mod $area {
                $(pub async fn $case(harness: &crate::contract::Harness) {
                    crate::contract::$area::$case(harness).await;
                })*
            })*
        }

        /// Every case as a test, on a new harness each: `shared_contract!(crate::path::to::harness);`
        #[macro_export]
        macro_rules! shared_contract {
            ($d harness:path) => {
                $(mod $area {
                    $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $case() {
                        let harness = $d harness().await;
                        fasttrack_test_support::contract::run::$area::$case(&harness).await;
                    })*
                })*
            };
        }
    };
}

suite! { $
    cache {
        what_is_put_is_given
        an_empty_place_stays_the_same_until_an_invalidation
        a_later_value_takes_the_place
        keys_and_groups_are_independent
        an_invalidation_forgets_the_group
        a_fill_begun_before_an_invalidation_is_never_given
        what_is_too_old_already_is_not_put
        the_time_to_live_counts_from_the_vacancy
    }
    cache_races {
        what_was_read_before_an_invalidation_is_not_given_after_it
        of_a_fill_and_an_invalidation_at_once_the_fill_may_lose_only
    }
    bus {
        listeners_here_hear_before_publishing_returns
        every_announcement_arrives_as_it_is
        each_hears_everything_once_and_in_order
        announcements_from_everywhere_all_arrive
    }
    limiter {
        a_burst_is_allowed_and_no_more
        who_waits_as_told_gets_one_more
        after_the_reset_all_is_there_again
        keys_are_independent
        the_quota_is_for_all_processes_together
        many_at_once_get_no_more_than_the_quota
        what_is_forgotten_is_there_again
    }
}
