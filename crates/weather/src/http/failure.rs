use std::{error::Error as _, time::Duration};

use fasttrack_domain::{error::Cause, ports::ForecastError};
use reqwest::StatusCode;

use super::resolver::Astray;

/// Why a question has no answer. None says what was asked: that may hold a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no answer in time")]
    Late,
    /// No connection, or one that broke.
    #[error("the connection failed")]
    Transport(#[source] reqwest::Error),
    /// It is busy or broken.
    #[error("it answers {0}")]
    Away(StatusCode),
    #[error(transparent)]
    LeaveAlone(#[from] LeaveAlone),
    /// An answer that is neither a good one nor the promise of one.
    #[error("it answers {0}")]
    Status(StatusCode),
    #[error("the name leads to an address that is not on the Internet")]
    Astray,
    #[error("the answer has more than {0} bytes")]
    TooLong(usize),
    /// Only where: what stands there is in no error, for servers may repeat what they were asked.
    #[error("the answer is not the JSON that it should be, at line {line}, column {column}")]
    Json { line: usize, column: usize },
    #[error("the answer makes no sense: {0}")]
    Nonsense(&'static str),
}

/// The provider said for how long it does not want to be asked.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("it answers {status}, and wants to be left alone for {span:?}")]
pub(crate) struct LeaveAlone {
    pub(crate) status: StatusCode,
    pub(crate) span: Duration,
}

impl Failure {
    /// Whether the same question may have an answer a moment later.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Away(status) => *status != StatusCode::TOO_MANY_REQUESTS,
            _ => false,
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if caused_by_fence(&error) { Self::Astray } else { Self::Transport(error.without_url()) }
    }
}

fn caused_by_fence(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if cause.is::<Astray>() {
            return true;
        }
        next = cause.source();
    }
    false
}

impl From<Failure> for ForecastError {
    fn from(failure: Failure) -> Self {
        match failure {
            // By itself, so that who decides on it finds it.
            Failure::LeaveAlone(wish) => Self::Unavailable(wish.into()),
            Failure::Late | Failure::Transport(_) | Failure::Away(_) => {
                Self::Unavailable(Cause::from(failure))
            }
            Failure::TooLong(_) | Failure::Json { .. } | Failure::Nonsense(_) => {
                Self::Nonsense(Cause::from(failure))
            }
            Failure::Status(_) | Failure::Astray => Self::Refused(Cause::from(failure)),
        }
    }
}
