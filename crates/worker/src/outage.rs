use std::time::Duration;

use fasttrack_domain::StoreError;
use slog::Logger;

use crate::Backoff;

/// Whether the store answers; says so in the log once an outage.
pub(crate) struct Outage {
    /// What cannot go on meanwhile.
    what: &'static str,
    backoff: Backoff,
    failures: u32,
    told: bool,
    logger: Logger,
}

impl Outage {
    pub(crate) const fn new(what: &'static str, backoff: Backoff, logger: Logger) -> Self {
        Self { what, backoff, failures: 0, told: false, logger }
    }

    /// It failed, once more; how long to leave it alone.
    pub(crate) fn goes_on(&mut self, error: &StoreError) -> Duration {
        // One that was busy with others is none.
        if !self.told && !matches!(error, StoreError::Contention(_)) {
            self.told = true;
            slog::warn!(self.logger, "the store fails: trying again until it does not";
                "what" => self.what, "error" => ?error);
        }
        self.failures = self.failures.saturating_add(1);
        self.backoff.after(self.failures)
    }

    /// It answered.
    pub(crate) fn is_over(&mut self) {
        if self.told {
            slog::info!(self.logger, "the store answers"; "what" => self.what, "failures" => self.failures);
        }
        self.told = false;
        self.failures = 0;
    }
}
