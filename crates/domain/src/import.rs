//! Imports that a job does: how far they are, and what they left out.

use crate::{blob::BlobKey, job::JobId, user::UserId};

/// A file that was sent, and what became of it so far. Its job says how far it is; this says what
/// the job needs to go on where it was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The job that does it.
    pub job_id: JobId,
    /// Whose the events shall be.
    pub owner: UserId,
    /// What the sender said of the file's format: a word of whoever reads it.
    pub format: String,
    /// Whether everything is only tried.
    pub dry_run: bool,
    /// How long the file is, in bytes.
    pub bytes: u64,
    /// What was done.
    pub tally: ImportTally,
}

impl Import {
    /// The first part of the keys of the blobs of all imports.
    pub const BLOBS: &'static str = "imports";

    /// What the blob of the file is called that a job imports.
    #[must_use]
    pub fn file_key(job: JobId) -> BlobKey {
        BlobKey::of(Self::BLOBS, job.uuid())
    }
}

/// What became of the records of a file, up to the one that was looked at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportTally {
    /// So many records were looked at.
    pub records: u64,
    /// So many are events now.
    pub added: u64,
    /// So many were there before.
    pub already_there: u64,
    /// So many do not go in.
    pub rejected: u64,
}

/// A record that does not go in, and the first reason why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRecord {
    /// Its number, from 1.
    pub record: u64,
    /// The line of the file on which it starts, from 1.
    pub line: u64,
    /// The column, if it is one's fault.
    pub column: Option<String>,
    /// A stable, machine-readable word.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}
