use std::{fmt, str::FromStr};

use crate::Invalid;

/// What a file is called: 1 to 255 bytes of UTF-8, a name and no path. Outer white space is trimmed.
/// Files are never kept by it: it is told to whoever fetches the file, who may keep it so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileName(String);

impl FileName {
    /// How many bytes it may have; what most file systems take.
    pub const MAX: usize = 255;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileName {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(Invalid::new("required", "the file must have a name"));
        }
        if name.len() > Self::MAX {
            return Err(Invalid::new("too_long", "the file's name must have at most 255 bytes"));
        }
        if name.chars().any(char::is_control) {
            return Err(Invalid::new("control_character", "must not hold control characters"));
        }
        let path_like = name.contains(['/', '\\', ':']) || matches!(name, "." | "..");
        if path_like {
            return Err(Invalid::new("invalid_file_name", "must be the name of a file, not a path"));
        }
        Ok(Self(name.to_owned()))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
