//! What sort of file it is. The content decides; what the file is said to be only matters when
//! its content is none of them.

use crate::imports::ImportFileError;

/// What a file is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormatHint {
    /// Nothing, or nothing that helps: browsers name a CSV file after the spreadsheet program that
    /// is installed.
    #[default]
    Unknown,
    /// CSV.
    Csv,
    /// JSON, as an array or as lines.
    Json,
}

impl FormatHint {
    const ALL: [Self; 3] = [Self::Unknown, Self::Csv, Self::Json];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// What such a word stands for. One of another version is no hint.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|hint| hint.as_str() == word).unwrap_or_default()
    }

    /// From the extension of a file's name, without its dot.
    #[must_use]
    pub fn from_extension(extension: &str) -> Self {
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Self::Csv,
            "json" | "ndjson" | "jsonl" => Self::Json,
            _ => Self::Unknown,
        }
    }

    /// From a media type; its parameters do not matter.
    #[must_use]
    pub fn from_content_type(content_type: &str) -> Self {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "text/csv" => Self::Csv,
            "application/json" | "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
                Self::Json
            }
            _ => Self::Unknown,
        }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// CSV with a header.
    Csv,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
}

impl FileFormat {
    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }
}

/// Decides by the first bytes, which have no byte order mark of UTF-8 any more. No header of ours
/// begins with a bracket or a brace.
pub(super) fn of(opening: &[u8], hint: FormatHint) -> Result<FileFormat, ImportFileError> {
    if opening.starts_with(&[0xFF, 0xFE]) || opening.starts_with(&[0xFE, 0xFF]) {
        return Err(ImportFileError::Utf16);
    }
    if opening.contains(&0) {
        return Err(ImportFileError::Binary);
    }
    let text = opening.trim_ascii_start();
    match text.first() {
        None => Err(ImportFileError::Empty),
        Some(b'[') => Ok(FileFormat::Json),
        Some(b'{') if is_lone_brace(text) => Err(ImportFileError::NotLines),
        Some(b'{') => Ok(FileFormat::Ndjson),
        Some(_) if hint == FormatHint::Json => Err(ImportFileError::NotJson),
        Some(_) => Ok(FileFormat::Csv),
    }
}

/// Whether the first line is nothing but `{`: one object, printed over many lines.
fn is_lone_brace(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.trim_ascii() == b"{" && line.len() < text.len()
}
