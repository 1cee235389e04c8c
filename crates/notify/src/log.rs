use async_trait::async_trait;
use fasttrack_domain::{
    notification::Notification,
    ports::{Notifier, NotifyError},
};
use slog::Logger;

/// Sends nothing, and logs which message would have been sent.
#[derive(Debug, Clone)]
pub struct LogNotifier {
    logger: Logger,
}

impl LogNotifier {
    /// Logs there.
    #[must_use]
    pub const fn new(logger: Logger) -> Self {
        Self { logger }
    }
}

#[async_trait]
impl Notifier for LogNotifier {
    async fn notify(&self, notification: &Notification) -> Result<(), NotifyError> {
        slog::info!(self.logger, "a message would have been sent"; "message_id" => &notification.id);
        Ok(())
    }
}
