use async_trait::async_trait;

use crate::{error::Cause, notification::Notification};

/// Brings messages to people.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Hands a message over. It may arrive more than once when it is handed over more than once.
    ///
    /// # Errors
    /// [`NotifyError`].
    async fn notify(&self, notification: &Notification) -> Result<(), NotifyError>;
}

/// Why a message was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// Whoever carries messages does not answer, not in time, or asks to come again later.
    #[error("messages cannot be handed over now")]
    Unavailable(#[source] Cause),
    /// This message is not taken, and never will be.
    #[error("the message was refused")]
    Refused(#[source] Cause),
}
