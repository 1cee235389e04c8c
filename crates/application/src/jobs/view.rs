use std::str::FromStr;

use fasttrack_domain::{
    Invalid,
    job::{Job, JobFilter, JobKind, JobState, Progress},
    time::Timestamp,
};

/// A job as it is seen: what waits is told apart by the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobView {
    /// The job.
    pub job: Job,
    /// How far it is just now.
    pub phase: JobPhase,
}

/// How far a job is, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobPhase {
    /// It waits for its time.
    Scheduled,
    /// It is due, and waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// It is done.
    Succeeded,
    /// It was given up.
    Dead,
    /// It was called off.
    Cancelled,
}

/// Which jobs somebody wants to see: those that fit all that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobSelection {
    /// Of this kind.
    pub kind: Option<JobKind>,
    /// As far as this.
    pub phase: Option<JobPhase>,
}

impl JobView {
    pub(crate) fn of(mut job: Job, now: Timestamp) -> Self {
        let phase = match job.state {
            JobState::Waiting if job.run_at > now => JobPhase::Scheduled,
            JobState::Waiting => JobPhase::Queued,
            JobState::Running => JobPhase::Running,
            JobState::Succeeded => JobPhase::Succeeded,
            JobState::Dead => JobPhase::Dead,
            JobState::Cancelled => JobPhase::Cancelled,
        };
        // The last that a job told of itself was before its last step.
        if let (JobPhase::Succeeded, Some(Progress { done, total: Some(total) })) = (phase, &mut job.progress)
        {
            *done = *total;
        }
        Self { job, phase }
    }
}

impl JobPhase {
    /// Every phase.
    pub const ALL: [Self; 6] =
        [Self::Scheduled, Self::Queued, Self::Running, Self::Succeeded, Self::Dead, Self::Cancelled];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state in which it is stored; of one that waits, whether it is due.
    const fn stored(self) -> (JobState, Option<bool>) {
        match self {
            Self::Scheduled => (JobState::Waiting, Some(false)),
            Self::Queued => (JobState::Waiting, Some(true)),
            Self::Running => (JobState::Running, None),
            Self::Succeeded => (JobState::Succeeded, None),
            Self::Dead => (JobState::Dead, None),
            Self::Cancelled => (JobState::Cancelled, None),
        }
    }
}

impl FromStr for JobPhase {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == raw).ok_or_else(|| {
            Invalid::new(
                "invalid_job_state",
                "must be scheduled, queued, running, succeeded, dead or cancelled",
            )
        })
    }
}

impl JobSelection {
    pub(super) fn filter(&self, now: Timestamp) -> JobFilter {
        let Self { kind, phase } = self.clone();
        let stored = phase.map(JobPhase::stored);
        JobFilter {
            kind,
            state: stored.map(|(state, _)| state),
            due: stored.and_then(|(_, due)| Some((now, due?))),
            owner: None,
        }
    }
}
