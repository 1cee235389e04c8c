use async_trait::async_trait;

use crate::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    event::EventId,
    page::{Page, PageRequest},
};

/// Reads attachments.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AttachmentQueries: Send + Sync {
    /// One attachment.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: AttachmentId) -> Result<Option<Attachment>, StoreError>;

    /// A page of the attachments of an event, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn of_event(&self, event: EventId, page: &PageRequest) -> Result<Page<Attachment>, StoreError>;

    /// How many an event has.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count_of_event(&self, event: EventId) -> Result<u64, StoreError>;

    /// Those of these attachments that there are.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn known(&self, ids: &[AttachmentId]) -> Result<Vec<AttachmentId>, StoreError>;
}

/// Writes attachments.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AttachmentRepository: Send {
    /// Adds an attachment.
    ///
    /// # Errors
    /// `Conflict` with `EventUnknown`.
    async fn add(&mut self, attachment: &Attachment) -> Result<(), StoreError>;

    /// The attachments of an event. Whoever holds the event (see `EventRepository::find`) knows that
    /// there will be no others until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn of_event(&mut self, event: EventId) -> Result<Vec<AttachmentId>, StoreError>;

    /// Notes that there is a small picture of it; `false` when there is no such attachment.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn thumbnail_made(&mut self, id: AttachmentId) -> Result<bool, StoreError>;

    /// Removes an attachment; `false` when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn delete(&mut self, id: AttachmentId) -> Result<bool, StoreError>;
}
