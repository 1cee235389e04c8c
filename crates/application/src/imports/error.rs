use std::io;

use fasttrack_domain::StoreError;

use crate::{authorise::Denied, unit::UnitError};

/// Why a file cannot be read, or not to its end. Rows that were handed over before stay valid.
#[derive(Debug, thiserror::Error)]
pub enum ImportFileError {
    /// The bytes do not come.
    #[error("the file cannot be read")]
    Unreadable(#[from] io::Error),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It holds NUL bytes: a spreadsheet, an archive, a picture.
    #[error("the file is not text: save it as CSV or JSON")]
    Binary,
    /// It is text, of an encoding that is not taken.
    #[error("the file is UTF-16: save it as UTF-8")]
    Utf16,
    /// It is said to be JSON.
    #[error("the file is said to be JSON, but begins with neither [ nor {{")]
    NotJson,
    /// It begins like lines of JSON, but its first line is only the beginning of an object.
    #[error("the file holds one JSON object: it must be an array of objects, or one object per line")]
    NotLines,
    /// The header of a CSV file does not name the columns that it must, or names others.
    #[error("the header {0}")]
    Header(String),
    /// The array of a JSON file breaks off, or something follows it.
    #[error("line {line}: {detail}")]
    BrokenArray {
        /// Where, from 1.
        line: u64,
        /// What is wrong.
        detail: &'static str,
    },
}

impl ImportFileError {
    /// A stable, machine-readable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Utf16 => "utf_16",
            Self::NotJson => "not_json",
            Self::NotLines => "not_lines",
            Self::Header(_) => "invalid_header",
            Self::BrokenArray { .. } => "broken_array",
        }
    }
}

/// Why a batch was not written. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The user who shall own the events does not exist.
    #[error("there is no such user")]
    OwnerUnknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for ImportError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Denied(_) | Self::OwnerUnknown => None,
        }
    }
}
