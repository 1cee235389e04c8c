use std::{fmt, str::FromStr};

/// What a process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Somebody's own machine: everything works without a setting.
    Dev,
    /// Automatic tests.
    Test,
    /// Real users: what is missing or weak is refused.
    Prod,
}

impl FromStr for Environment {
    type Err = ();

    fn from_str(raw: &str) -> Result<Self, ()> {
        match raw.trim() {
            "dev" => Ok(Self::Dev),
            "test" => Ok(Self::Test),
            "prod" => Ok(Self::Prod),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dev => "dev",
            Self::Test => "test",
            Self::Prod => "prod",
        })
    }
}
