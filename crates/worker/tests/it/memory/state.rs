use std::collections::BTreeMap;

use fasttrack_domain::{
    job::{
        Beat, Claim, FencingToken, Job, JobId, JobKind, JobState, Lease, Progress, Settlement, Taken,
        UniqueKey,
    },
    time::Timestamp,
};

/// What there is, and what the ports promise about it.
#[derive(Clone, Default)]
pub struct State {
    rows: BTreeMap<JobId, Row>,
    ticks: BTreeMap<JobKind, Timestamp>,
}

#[derive(Clone)]
struct Row {
    job: Job,
    /// Of the last taking.
    token: FencingToken,
    /// While it runs.
    lease_until: Timestamp,
}

impl Row {
    /// Since when it can be taken, if it can at all.
    fn due(&self) -> Option<Timestamp> {
        match self.job.state {
            JobState::Waiting => Some(self.job.run_at),
            JobState::Running => Some(self.lease_until),
            JobState::Succeeded | JobState::Dead | JobState::Cancelled => None,
        }
    }

    fn end(&mut self, state: JobState, at: Timestamp) {
        self.job.state = state;
        self.job.finished_at = Some(at);
    }
}

impl State {
    pub fn add(&mut self, job: &Job) -> bool {
        let twin = |row: &Row| {
            !row.job.state.is_final()
                && row.job.kind == job.kind
                && row.job.unique_key.is_some()
                && row.job.unique_key == job.unique_key
        };
        if self.rows.values().any(twin) {
            return false;
        }
        let row = Row { job: job.clone(), token: FencingToken(0), lease_until: Timestamp::EPOCH };
        self.rows.insert(job.id, row).is_none()
    }

    pub fn find(&self, id: JobId) -> Option<Job> {
        self.rows.get(&id).map(|row| row.job.clone())
    }

    pub fn live(&self, kind: &JobKind, key: &UniqueKey) -> Option<Job> {
        let mut jobs = self.rows.values().map(|row| &row.job);
        let found = jobs
            .find(|job| !job.state.is_final() && job.kind == *kind && job.unique_key.as_ref() == Some(key));
        found.cloned()
    }

    pub fn jobs(&self) -> Vec<Job> {
        self.rows.values().map(|row| row.job.clone()).collect()
    }

    pub fn update(&mut self, job: &Job) {
        let row = self.rows.get_mut(&job.id).unwrap();
        if row.job.state == JobState::Running {
            row.job.cancel_requested = job.cancel_requested;
        } else {
            row.job = job.clone();
        }
    }

    pub fn claim(&mut self, kinds: &[JobKind], now: Timestamp, lease_until: Timestamp) -> Option<Taken> {
        let due = self.rows.values_mut().filter(|row| kinds.contains(&row.job.kind));
        let due = due.filter_map(|row| row.due().filter(|due| *due <= now).map(|due| (due, row)));
        let (_, row) = due.min_by_key(|(due, row)| (*due, row.job.id))?;
        let silent = row.job.state == JobState::Running;
        if row.job.cancel_requested {
            row.end(JobState::Cancelled, now);
        } else if row.job.attempts >= row.job.max_attempts {
            row.end(JobState::Dead, now);
            if silent {
                row.job.last_error = Some("its worker fell silent".to_owned());
            }
        } else {
            row.job.state = JobState::Running;
            row.job.attempts += 1;
            row.token = FencingToken(row.token.0 + 1);
            row.lease_until = lease_until;
            let lease = Lease { job_id: row.job.id, token: row.token };
            return Some(Taken::Begun(Claim { job: row.job.clone(), lease }));
        }
        Some(Taken::Ended(row.job.clone()))
    }

    /// The row, if it is still theirs.
    fn held(&mut self, lease: &Lease) -> Option<&mut Row> {
        let row = self.rows.get_mut(&lease.job_id)?;
        (row.token == lease.token && row.job.state == JobState::Running).then_some(row)
    }

    pub fn hold(&mut self, lease: &Lease) -> bool {
        self.held(lease).is_some()
    }

    pub fn beat(&mut self, lease: &Lease, until: Timestamp, progress: Option<Progress>) -> Beat {
        let Some(row) = self.held(lease) else { return Beat::Lost };
        row.lease_until = until;
        row.job.progress = progress.or(row.job.progress);
        if row.job.cancel_requested { Beat::CancelRequested } else { Beat::Held }
    }

    pub fn settle(&mut self, lease: &Lease, settlement: &Settlement) -> bool {
        let Some(row) = self.held(lease) else { return false };
        match settlement.clone() {
            Settlement::Succeeded { result, at } => {
                row.end(JobState::Succeeded, at);
                row.job.result = result;
                row.job.last_error = None;
            }
            Settlement::Retry { error, run_at } => {
                row.job.state = JobState::Waiting;
                row.job.last_error = Some(error);
                row.job.run_at = run_at;
            }
            Settlement::Dead { error, at } => {
                row.end(JobState::Dead, at);
                row.job.last_error = Some(error);
            }
            Settlement::Cancelled { at } => row.end(JobState::Cancelled, at),
            Settlement::Released { progress } => {
                row.job.state = JobState::Waiting;
                row.job.attempts -= 1;
                row.job.progress = progress.or(row.job.progress);
            }
        }
        true
    }

    pub fn next_due(&self, kinds: &[JobKind]) -> Option<Timestamp> {
        self.rows.values().filter(|row| kinds.contains(&row.job.kind)).filter_map(Row::due).min()
    }

    pub fn take_tick(&mut self, schedule: &JobKind, tick: Timestamp) -> bool {
        let is_new = self.ticks.get(schedule).is_none_or(|taken| *taken < tick);
        if is_new {
            self.ticks.insert(schedule.clone(), tick);
        }
        is_new
    }

    pub fn prune(&mut self, ended_before: Timestamp, most: u16) -> u64 {
        let old = self.rows.values().filter(|row| row.job.finished_at.is_some_and(|at| at < ended_before));
        let old: Vec<_> = old.map(|row| row.job.id).take(usize::from(most)).collect();
        for id in &old {
            self.rows.remove(id);
        }
        old.len() as u64
    }
}
