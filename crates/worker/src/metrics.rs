//! What can be seen of the worker from outside.

use std::time::Duration;

use ::metrics::{Gauge, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use fasttrack_domain::job::JobKind;

const ENDED: &str = "fasttrack_jobs_total";
const DURATION: &str = "fasttrack_job_duration_seconds";
const LOST: &str = "fasttrack_job_leases_lost_total";
const IN_FLIGHT: &str = "fasttrack_jobs_in_flight";

/// Says what the figures of this crate mean, to the recorder that there is now.
pub fn describe_metrics() {
    describe_counter!(
        ENDED,
        "Attempts at jobs that ended here, by kind and outcome (succeeded, retried, dead, cancelled, \
         released, lost, or unknown: the store did not say); and jobs that were found to be dead, \
         because their workers fell silent, or cancelled."
    );
    describe_histogram!(DURATION, "How long attempts at jobs took, in seconds, by kind.");
    describe_counter!(
        LOST,
        "Leases that were lost while the job was running, by kind: a completion that came too late \
         and was refused, or a worker that could not reach the store."
    );
    describe_gauge!(IN_FLIGHT, "Jobs that are running here, by kind.");
}

/// How an attempt ended, as operators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Succeeded,
    Retried,
    Dead,
    Cancelled,
    Released,
    Lost,
    Unknown,
}

impl End {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Retried => "retried",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Released => "released",
            Self::Lost => "lost",
            Self::Unknown => "unknown",
        }
    }
}

pub(crate) fn ended(kind: &JobKind, end: End, took: Duration) {
    let kind = kind.to_string();
    if end == End::Lost {
        counter!(LOST, "kind" => kind.clone()).increment(1);
    }
    counter!(ENDED, "kind" => kind.clone(), "outcome" => end.as_str()).increment(1);
    histogram!(DURATION, "kind" => kind).record(took);
}

/// A job ended without an attempt here.
pub(crate) fn found_over(kind: &JobKind, end: End) {
    counter!(ENDED, "kind" => kind.to_string(), "outcome" => end.as_str()).increment(1);
}

/// One more job is running, until this is dropped.
pub(crate) struct InFlight(Gauge);

impl InFlight {
    pub(crate) fn of(kind: &JobKind) -> Self {
        let gauge = gauge!(IN_FLIGHT, "kind" => kind.to_string());
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}
