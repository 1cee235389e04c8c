use fasttrack_domain::id::Id;
use uuid::Builder;

/// When the first identifiers seem to have been made: the beginning of 2026.
const FIRST_MILLIS: u64 = 1_767_225_600_000;

/// Numbers that look random and are the same for the same seed: `SplitMix64` (Steele, Lea, Flood:
/// Fast Splittable Pseudorandom Number Generators, 2014), which may start at any number.
pub(super) struct Random(u64);

impl Random {
    /// The numbers of one thing of a kind.
    pub(super) fn of(seed: u64, kind: u64, index: u64) -> Self {
        let mut random = Self(seed);
        let mixed = random.next()
            ^ kind.wrapping_mul(0xA24B_AED4_963E_E407)
            ^ index.wrapping_mul(0x9FB2_1C65_1E98_DF25);
        Self(mixed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `bound`, which is not zero.
    pub(super) const fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True in this many cases of a hundred.
    pub(super) const fn percent(&mut self, cases: u64) -> bool {
        self.below(100) < cases
    }

    /// One of them; the lists of this module are never empty.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.below(from.len().max(1) as u64)).unwrap_or_default())
    }

    /// An identifier of the shape of version 7 for thing number `index`: the same on every day, so
    /// that demo data is known again, and after those of lower numbers, so that an index grows at
    /// its end.
    pub(super) fn id<T>(&mut self, index: u64) -> Id<T> {
        let mut bytes = [0; 10];
        let (first, second) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        bytes.iter_mut().zip(first.into_iter().chain(second)).for_each(|(to, from)| *to = from);
        Id::new(Builder::from_unix_timestamp_millis(FIRST_MILLIS + index, &bytes).into_uuid())
    }
}
