use std::time::Duration;

use super::{
    reader::Reader,
    table,
    value::{duration, number, size},
};

/// How much an import takes, for how long, and how much it tells of.
#[derive(Debug, Clone, Copy)]
pub struct ImportLimits {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// How many of its records that do not go in are told of.
    pub max_reported: u64,
    /// How long an attempt at one may take.
    pub timeout: Duration,
}

impl ImportLimits {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let max_bytes = r.value(&table::IMPORT_MAX_BYTES, size("64GiB"));
        let max_reported = r.value(&table::IMPORT_MAX_REPORTED, number(0..=1_000_000));
        let timeout = r.value(&table::IMPORT_TIMEOUT, duration("1s"..="1d"));
        Some(Self { max_bytes: max_bytes?, max_reported: max_reported?, timeout: timeout? })
    }
}
