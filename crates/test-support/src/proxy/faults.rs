use std::time::Duration;

/// What goes wrong on the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    pub(super) latency: Duration,
    pub(super) bytes_per_second: Option<u32>,
    pub(super) cut: Option<Cut>,
    pub(super) black_hole: bool,
    /// How often all connections were reset: an older one ends.
    pub(super) resets: u64,
}

/// How a connection is cut in the middle of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    Answers { probability: f64, seed: u64 },
    After(usize),
}

impl Faults {
    pub(super) fn heal(&mut self) {
        *self = Self { resets: self.resets, ..Self::default() };
    }
}

/// A number from 0 to 1 that looks like chance, and is the same for the same piece of the same
/// connection: the mixing step of SplitMix64.
pub(super) fn chance(seed: u64, connection: u64, piece: u64) -> f64 {
    let place = (connection << 32) | (piece & 0xffff_ffff);
    let mut mixed = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    f64::from(u32::try_from(mixed >> 32).unwrap()) / f64::from(u32::MAX)
}
