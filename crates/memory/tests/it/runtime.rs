//! The machine's clock and identifiers.

use std::{collections::HashSet, thread};

use fasttrack_domain::ports::{Clock, IdGenerator};
use fasttrack_memory::{SystemClock, UuidV7};
use uuid::{Uuid, Version};

#[test]
fn the_clock_tells_a_time_of_this_century() {
    let now = SystemClock.now().to_string();
    assert!(now.starts_with("20"), "{now}");
}

#[test]
fn identifiers_are_in_the_order_in_which_they_were_made() {
    let made: Vec<Uuid> = (0..10_000).map(|_| UuidV7.next()).collect();
    assert!(made.is_sorted_by(|a, b| a < b));
    assert!(made.iter().all(|id| id.get_version() == Some(Version::SortRand)));
}

#[test]
fn identifiers_of_several_threads_are_ordered_in_each_and_never_alike() {
    let threads: Vec<_> =
        (0..4).map(|_| thread::spawn(|| (0..5_000).map(|_| UuidV7.next()).collect::<Vec<_>>())).collect();
    let mut all = HashSet::new();
    for thread in threads {
        let made = thread.join().unwrap();
        assert!(made.is_sorted_by(|a, b| a < b));
        all.extend(made);
    }
    assert_eq!(all.len(), 20_000);
}
