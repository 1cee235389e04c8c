//! What is wrong with a configuration: all of it, in one message, without a value.

use std::fmt;

use super::sources::Origin;

/// One thing that is wrong. Never holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The variable or the file.
    pub subject: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Fault {
    pub(super) fn of(name: &str, origin: &Origin, problem: impl Into<String>) -> Self {
        let subject = match origin {
            Origin::Preset => name.to_owned(),
            origin => format!("{name} ({origin})"),
        };
        Self { subject, problem: problem.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject, self.problem)
    }
}

/// Everything that is wrong, at least one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the configuration has 1 fault:")?,
            n => write!(f, "the configuration has {n} faults:")?,
        }
        self.0.iter().try_for_each(|fault| write!(f, "\n  - {fault}"))
    }
}
