use std::str::FromStr;

use crate::Invalid;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It is begun when its time has come and a worker is free.
    Waiting,
    /// A worker is at it.
    Running,
    /// It is done.
    Succeeded,
    /// It failed as often as it may, or in a way that no other attempt would mend.
    Dead,
    /// Somebody called it off.
    Cancelled,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Succeeded, Self::Dead, Self::Cancelled];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more happens with it by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Dead | Self::Cancelled)
    }
}

impl FromStr for JobState {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|state| state.as_str() == raw).ok_or_else(|| {
            Invalid::new("invalid_job_state", "must be waiting, running, succeeded, dead or cancelled")
        })
    }
}
