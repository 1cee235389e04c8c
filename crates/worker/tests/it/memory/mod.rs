//! A store of jobs in memory, which keeps what the ports promise, and fails when it is told to.

mod queue;
mod state;
mod unit;

use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::{
    StoreError,
    job::{Claim, Job, JobId, Taken},
    time::Timestamp,
};
use tokio::{
    sync::{Notify, watch},
    time::sleep,
};

pub use state::State;

/// How the store is just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Answers, after so long.
    Slow(Duration),
    /// Refuses everything.
    Down,
    /// Is at something else.
    Busy,
    /// Never answers.
    Hung,
    /// Does what it is asked, and then fails.
    LosesAnswers,
}

#[derive(Default)]
pub struct Memory {
    /// The one who has it writes.
    state: Arc<tokio::sync::Mutex<State>>,
    bell: Notify,
    changed: watch::Sender<()>,
    mood: Mutex<Mood>,
}

impl Memory {
    /// Adds a job, and rings for it.
    pub async fn add(&self, job: &Job) -> JobId {
        self.add_silently(job).await;
        self.bell.notify_one();
        job.id
    }

    /// Adds a job of which nobody is told.
    pub async fn add_silently(&self, job: &Job) {
        assert!(self.state.lock().await.add(job));
    }

    pub async fn job(&self, id: JobId) -> Job {
        self.state.lock().await.find(id).unwrap()
    }

    /// All jobs, the oldest first.
    pub async fn jobs(&self) -> Vec<Job> {
        self.state.lock().await.jobs()
    }

    pub async fn update(&self, job: &Job) {
        self.state.lock().await.update(job);
    }

    /// Hands the job out once more, as if its worker had been silent until then.
    pub async fn steal(&self, id: JobId, then: Timestamp) -> Claim {
        let mut state = self.state.lock().await;
        let kind = state.find(id).unwrap().kind;
        let Some(Taken::Begun(claim)) = state.claim(&[kind], then, then) else { panic!("not to be had") };
        assert_eq!(claim.job.id, id);
        claim
    }

    /// Tells when anything may have changed.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    /// Does something, as well as the store can just now.
    async fn answer<T>(&self, with: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        let mood = self.mood();
        match mood {
            Mood::Well | Mood::LosesAnswers => {}
            Mood::Slow(span) => sleep(span).await,
            Mood::Down => return Err(down()),
            Mood::Busy => return Err(StoreError::Contention("somebody writes".into())),
            Mood::Hung => pending().await,
        }
        let answer = with(&mut *self.state.lock().await);
        self.changed.send_replace(());
        if mood == Mood::LosesAnswers { Err(down()) } else { Ok(answer) }
    }
}

fn down() -> StoreError {
    StoreError::Unavailable("the cable is out".into())
}
