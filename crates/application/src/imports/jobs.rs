//! Imports that jobs do.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use fasttrack_domain::{
    StoreError,
    blob::BlobKey,
    id::Id,
    import::{Import, ImportTally},
    job::{Lease, Progress, Settlement},
    ports::{BlobError, BlobStore, ImportQueries, JobQueries, UserQueries},
};
use serde_json::json;
use tokio::time::timeout;

use super::{
    Checkpoint, DryRun, FormatHint, ImportError, ImportFileError, Imports, Run, RunError, Step,
    blob_source::BlobSource,
};
use crate::{authorise, context::Context, jobs::Task, unit::in_unit};

/// The use cases of imports that jobs do.
#[derive(Clone)]
pub struct ImportJobs {
    /// Writes rows.
    pub imports: Imports,
    /// Where it is read how far imports are.
    pub queries: Arc<dyn ImportQueries>,
    /// Where it is read whose jobs are.
    pub jobs: Arc<dyn JobQueries>,
    /// Where it is read whether owners may still import.
    pub users: Arc<dyn UserQueries>,
    /// Keeps the files.
    pub blobs: Arc<dyn BlobStore>,
    /// How long a file may be, in bytes.
    pub max_bytes: u64,
    /// How many of its records that do not go in an import tells of, the first ones.
    pub max_reported: u64,
    /// How long an attempt may take to read its file and to write what is in it.
    pub timeout: Duration,
}

/// Why an import is not done.
#[derive(Debug, thiserror::Error)]
pub enum ImportJobError {
    /// There is no import of this job: its owner was deleted.
    #[error("there is nothing to import any more")]
    Gone,
    /// Its owner was deactivated, or has another role by now.
    #[error("its owner may not import events any more")]
    OwnerMayNot,
    /// Its file is not there.
    #[error("the file is not there any more")]
    FileGone,
    /// The file cannot be opened.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// It was not through in the time that an attempt has.
    #[error("it took longer than {limit:?}")]
    TookTooLong {
        /// That time.
        limit: Duration,
        /// Whether it was a dry run.
        dry_run: bool,
    },
    /// The run ended before the end of the file.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl From<StoreError> for ImportJobError {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}

impl ImportJobError {
    /// Whether another attempt would end in the same way: it is for the file, or for the user.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Gone | Self::OwnerMayNot | Self::FileGone => true,
            // The next attempt goes on after this one, but a dry run begins anew.
            Self::TookTooLong { dry_run, .. } => *dry_run,
            Self::Run(RunError::File(error)) => !matches!(error, ImportFileError::Unreadable(_)),
            Self::Run(RunError::Import(error)) => match error {
                ImportError::Denied(_) | ImportError::OwnerUnknown => true,
                ImportError::Store(_) => false,
            },
            Self::Run(RunError::Lost | RunError::Stopped | RunError::Untold(_)) | Self::Blob(_) => false,
        }
    }
}

impl ImportJobs {
    /// Does the import of a job, from where it was cut off before, and settles the job. Tells how far
    /// it is after every batch, in bytes of the file, and stops there when that says `Break`.
    ///
    /// Whether its owner may import is asked again: the job may have waited for a retry for weeks.
    ///
    /// A dry run begins anew: what would be there by now, only the run knew that was cut off.
    ///
    /// # Errors
    /// [`ImportJobError`]; then the job is not settled, and the file stays.
    pub async fn run(
        &self,
        ctx: &Context,
        lease: Lease,
        told: &mut (dyn FnMut(Progress) -> ControlFlow<()> + Send),
    ) -> Result<(), ImportJobError> {
        let job = lease.job_id;
        let import = self.queries.find(job).await?.ok_or(ImportJobError::Gone)?;
        let owner = self.users.find(import.owner).await?.ok_or(ImportJobError::Gone)?;
        if !authorise::may_go_on_importing(&owner) {
            return Err(ImportJobError::OwnerMayNot);
        }
        let file = Import::file_key(job);
        let blob = self.blobs.read(&file, None).await?.ok_or(ImportJobError::FileGone)?;
        let checkpoint = Checkpoint { lease, most_reported: self.max_reported };
        let done = if import.dry_run { self.restart(&import, &checkpoint).await? } else { import.tally };
        let Import { owner, format, dry_run, bytes: total, .. } = import;
        let hint = FormatHint::from_word(&format);
        let run = Run { owner, hint, dry_run, done, checkpoint: Some(checkpoint) };
        let mut told = |step: &Step<'_>| Ok(told(Progress { done: step.bytes, total: Some(total) }));
        let running = self.imports.run(ctx, &run, BlobSource::new(blob), &mut told);
        let limit = self.timeout;
        let ended = timeout(limit, running).await;
        let tally = ended.map_err(|_| ImportJobError::TookTooLong { limit, dry_run })??;
        self.settle(&lease, &result(&tally, dry_run), file).await
    }

    async fn restart(&self, import: &Import, checkpoint: &Checkpoint) -> Result<ImportTally, RunError> {
        if import.tally != ImportTally::default() {
            in_unit(&*self.imports.store, async |mut unit| {
                checkpoint.hold(&mut *unit).await?;
                unit.imports().restart(import.job_id).await?;
                Ok::<_, RunError>(unit.commit().await?)
            })
            .await?;
        }
        Ok(ImportTally::default())
    }

    /// The end of the job, and of its file.
    async fn settle(&self, lease: &Lease, result: &str, file: BlobKey) -> Result<(), ImportJobError> {
        let now = self.imports.clock.now();
        let done = Settlement::Succeeded { result: Some(result.to_owned()), at: now };
        let remove = Task::RemoveBlobs(vec![file]).job(Id::new(self.imports.ids.next()), now);
        let settled = in_unit(&*self.imports.store, async |mut unit| {
            if !unit.jobs().settle(lease, &done).await? {
                return Err(RunError::Lost);
            }
            unit.jobs().add(&remove).await?;
            Ok::<_, RunError>(unit.commit().await?)
        });
        Ok(settled.await?)
    }
}

/// What the job says of itself in the end.
pub(super) fn result(tally: &ImportTally, dry_run: bool) -> String {
    let ImportTally { records, added, already_there, rejected } = tally;
    let mut result = json!({
        "records": records,
        "added": added,
        "already_there": already_there,
        "rejected": rejected,
        "dry_run": dry_run,
    });
    if let (true, Some(members)) = (dry_run, result.as_object_mut()) {
        members.insert("repeats_known".to_owned(), DryRun::knew_repeats(tally).into());
    }
    result.to_string()
}
