use fasttrack_domain::{StoreError, ports::NotifyError};

/// Why nobody was reminded.
#[derive(Debug, thiserror::Error)]
pub enum ReminderError {
    /// The message was not handed over.
    #[error(transparent)]
    Notify(#[from] NotifyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
