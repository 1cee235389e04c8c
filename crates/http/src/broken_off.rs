//! The end of a response that is streamed and cannot go on.

use crate::middleware::{RequestInfo, chain};

/// Ends a response abnormally: it is too late to tell the client more.
#[derive(Debug, thiserror::Error)]
#[error("the response broke off")]
pub(crate) struct BrokenOff;

impl BrokenOff {
    /// Tells the log why, and what it was.
    pub(crate) fn by(
        error: &(dyn std::error::Error + Send + Sync + 'static),
        what: &'static str,
        info: Option<&RequestInfo>,
    ) -> Self {
        if let Some(RequestInfo { logger, .. }) = info {
            slog::error!(logger, "response broken off"; "what" => what, "cause" => chain(error));
        }
        Self
    }
}
