use std::time::Duration;

use fasttrack_worker::{LeaseTime, WorkerSettings};

use crate::scene::secs;

#[test]
fn a_lease_is_neither_too_short_for_a_heartbeat_nor_long_enough_to_hold_everybody_up() {
    for (lease, fits) in [
        (Duration::from_millis(999), false),
        (secs(1), true),
        (secs(60), true),
        (Duration::from_millis(60_001), false),
    ] {
        assert_eq!(LeaseTime::new(lease).ok().map(LeaseTime::get), fits.then_some(lease));
    }
    assert_eq!(LeaseTime::default().get(), secs(30));
    assert_eq!(WorkerSettings::default().lease.beat(), secs(10));
}
