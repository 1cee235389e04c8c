use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    error::Cause,
    import::{Import, ImportTally},
    job::{Job, JobId},
    user::UserId,
};

use super::{FormatHint, ImportFileError, ImportJobs, reading::Opening};
use crate::{
    authorise::{self, Denied},
    context::Context,
    files::{IncomingFile, ReceiveError, receive},
    jobs::{JobView, Task},
    unit::in_unit,
};

/// Why an import was not begun. Nothing of its file was kept.
#[derive(Debug, thiserror::Error)]
pub enum StartImportError {
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Its first bytes tell that nothing can be made of it.
    #[error(transparent)]
    File(ImportFileError),
    /// It did not come whole, or could not be kept.
    #[error(transparent)]
    Receive(ReceiveError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReceiveError> for StartImportError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Broken(cause) => match cause.downcast() {
                Ok(file) => Self::File(*file),
                Err(cause) => Self::Receive(ReceiveError::Broken(cause)),
            },
            error => Self::Receive(error),
        }
    }
}

impl ImportJobs {
    /// Takes a file, and has a job import its rows as events of whoever sends it.
    ///
    /// # Errors
    /// [`StartImportError`].
    pub async fn start(
        &self,
        ctx: &Context,
        file: &mut dyn IncomingFile,
        hint: FormatHint,
        dry_run: bool,
    ) -> Result<JobView, StartImportError> {
        // Before a byte of it is read.
        authorise::import_events(ctx)?;
        let owner = ctx.user()?.user_id;
        let job_id = JobId::new(self.imports.ids.next());
        let key = Import::file_key(job_id);
        let mut file = Checked { file, opening: Some(Opening::default()), hint };
        let bytes = receive(&*self.blobs, &key, &mut file, self.max_bytes, |_| {}).await?;
        let tally = ImportTally::default();
        let import = Import { job_id, owner, format: hint.as_str().to_owned(), dry_run, bytes, tally };
        let begun = self.begin(&import, owner).await;
        // Of a unit that was not answered, nobody knows whether there is a job that needs the file: it is
        // left to the sweep, which sees.
        if begun.as_ref().is_err_and(|error| !matches!(error, StoreError::Unavailable(_))) {
            // As above, if the file cannot be removed now.
            drop(self.blobs.remove(&key).await);
        }
        Ok(begun?)
    }

    async fn begin(&self, import: &Import, owner: UserId) -> Result<JobView, StoreError> {
        let now = self.imports.clock.now();
        let job = Job { owner: Some(owner), ..Task::ImportEvents.job(import.job_id, now) };
        in_unit(&*self.imports.store, async |mut unit| {
            unit.jobs().add(&job).await?;
            unit.imports().add(import).await?;
            unit.commit().await
        })
        .await?;
        Ok(JobView::of(job, now))
    }
}

/// A file whose first bytes are looked at on the way: what cannot be imported need not come whole.
struct Checked<'a> {
    file: &'a mut dyn IncomingFile,
    /// `None` as soon as it was looked at.
    opening: Option<Opening>,
    hint: FormatHint,
}

#[async_trait(?Send)]
impl IncomingFile for Checked<'_> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        let next = self.file.next().await?;
        if let Some(opening) = &mut self.opening {
            let enough = match &next {
                Some(bytes) => opening.push(bytes),
                None => opening.end(),
            };
            if enough {
                opening.check(self.hint)?;
                self.opening = None;
            }
        }
        Ok(next)
    }
}
