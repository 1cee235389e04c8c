use diesel::prelude::AsChangeset;
use fasttrack_domain::{
    job::{Job, JobState, Progress, Settlement},
    time::Timestamp,
};

use super::row::progress_columns;
use crate::schema::jobs;

/// What changes of a job whose attempt has ended: `None` leaves a column as it is. Nobody has it
/// afterwards.
#[derive(AsChangeset)]
#[diesel(table_name = jobs)]
pub(super) struct Ending {
    state: &'static str,
    lease_until: Option<Option<i64>>,
    finished_at: Option<i64>,
    run_at: Option<i64>,
    last_error: Option<Option<String>>,
    result: Option<String>,
}

impl Ending {
    fn new(state: JobState, at: Option<Timestamp>) -> Self {
        Self {
            state: state.as_str(),
            lease_until: Some(None),
            finished_at: at.map(Timestamp::micros),
            run_at: None,
            last_error: None,
            result: None,
        }
    }
}

impl From<&Settlement> for Ending {
    fn from(settlement: &Settlement) -> Self {
        match settlement {
            Settlement::Succeeded { result, at } => {
                let succeeded = Self::new(JobState::Succeeded, Some(*at));
                Self { result: result.clone(), last_error: Some(None), ..succeeded }
            }
            Settlement::Retry { error, run_at } => Self {
                run_at: Some(run_at.micros()),
                last_error: Some(Some(Job::kept_error(error))),
                ..Self::new(JobState::Waiting, None)
            },
            Settlement::Dead { error, at } => Self {
                last_error: Some(Some(Job::kept_error(error))),
                ..Self::new(JobState::Dead, Some(*at))
            },
            Settlement::Cancelled { at } => Self::new(JobState::Cancelled, Some(*at)),
            Settlement::Released { progress: _ } => Self::new(JobState::Waiting, None),
        }
    }
}

/// How far a job is, if there is something new about it.
#[derive(AsChangeset)]
#[diesel(table_name = jobs)]
pub(super) struct Noted {
    progress_done: Option<Option<i64>>,
    progress_total: Option<Option<i64>>,
}

impl From<Option<Progress>> for Noted {
    fn from(progress: Option<Progress>) -> Self {
        let (progress_done, progress_total) = progress.map(progress_columns).unzip();
        Self { progress_done, progress_total }
    }
}
