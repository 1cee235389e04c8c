use std::collections::HashSet;

use async_trait::async_trait;
use fasttrack_domain::StoreError;
use uuid::Uuid;

/// The things of one kind that blobs belong to. The blobs of one of them are called `<area>/<id>`, or
/// `<area>/<id>/…`.
#[async_trait]
pub trait BlobOwner: Send + Sync {
    /// The first part of the keys of their blobs.
    fn area(&self) -> &'static str;

    /// Those of these things that there are.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn known(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError>;
}
