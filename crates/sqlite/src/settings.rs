//! How a database is opened, and why it could not be.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use fasttrack_domain::error::Cause;

/// How to open a database.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    /// The database file. It is made, with its folder, when it is missing.
    pub path: PathBuf,
    /// How many connections read at the same time; 4 by default. Each may cost a thread while it
    /// works. Writing always has one of its own.
    pub readers: usize,
    /// How long a unit waits for a lock that another process holds; 2 s by default.
    pub busy_timeout: Duration,
    /// How long a caller waits for a free connection; 10 s by default.
    pub pool_wait: Duration,
}

impl SqliteSettings {
    /// The defaults, for this file.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 4,
            busy_timeout: Duration::from_secs(2),
            pool_wait: Duration::from_secs(10),
        }
    }

    /// The file as SQLite gets it, its folder made.
    ///
    /// Absolute, for two reasons: the process may change its folder later, and SQLite takes a
    /// relative `file:…` for a URI.
    pub(crate) fn prepare(&self) -> Result<String, OpenError> {
        let folder_error = |folder: &Path, source| OpenError::Folder { folder: folder.to_owned(), source };
        let path = std::path::absolute(&self.path).map_err(|source| folder_error(&self.path, source))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| folder_error(folder, source))?;
        }
        keep_private(&path);
        path.into_os_string().into_string().map_err(|path| OpenError::NotUtf8 { path: path.into() })
    }
}

/// Makes the file for its owner's eyes only: it holds password hashes and addresses. SQLite gives
/// its log the mode of the file. What fails here fails again, and is reported, when SQLite opens it.
fn keep_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder is missing and cannot be made.
    #[error("cannot make the folder {} of the database", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// SQLite takes file names in UTF-8 only.
    #[error("the database's file name {} is not UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened, or cannot be written.
    #[error("cannot open the database {}: is it a database, and may this user write it and its folder?", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: Cause,
    },
}
