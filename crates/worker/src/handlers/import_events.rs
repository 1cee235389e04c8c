use std::{ops::ControlFlow, time::Duration};

use async_trait::async_trait;
use fasttrack_application::{
    Context,
    imports::{ImportJobError, ImportJobs, RunError},
    jobs::Task,
};
use fasttrack_domain::job::Progress;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Imports the file that came with the job. An attempt goes on where the one before it was cut off.
pub struct ImportEvents(pub ImportJobs);

impl ImportEvents {
    /// How long what comes before and after the reading of a file may take: to find it, and to note
    /// that it is in.
    const AROUND: Duration = Duration::from_secs(60);

    /// How long an attempt may take. It ends by itself before that: the use case knows what a file that
    /// takes too long means.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.0.timeout.saturating_add(Self::AROUND)
    }
}

#[async_trait]
impl Handler for ImportEvents {
    async fn run(&self, running: Running) -> Outcome {
        let Task::ImportEvents = running.task()? else { return Err(Failure::not_mine()) };
        let ctx = Context::system(running.job().id.to_string());
        let mut told = |Progress { done, total }: Progress| {
            running.progress(done, total);
            if running.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        match self.0.run(&ctx, running.lease(), &mut told).await {
            Ok(()) => Ok(Done::Settled),
            Err(ImportJobError::Run(RunError::Stopped)) => Err(Failure::Stopped),
            Err(error) if error.is_final() => Err(Failure::Fatal(error.into())),
            Err(error) => Err(Failure::Passing(error.into())),
        }
    }
}
