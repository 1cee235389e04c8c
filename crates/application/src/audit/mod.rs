//! The audit log: what is noted of whom, and who may read it.

mod deed;
mod error;
mod note;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use deed::{Deed, Refusal};
pub use error::AuditError;
pub(crate) use note::{Author, note};

use std::sync::Arc;

use fasttrack_domain::ports::AuditQueries;

/// The use cases of the audit log. It is written by the use cases that it tells of.
#[derive(Clone)]
pub struct Audit {
    /// Where entries are read.
    pub queries: Arc<dyn AuditQueries>,
}
