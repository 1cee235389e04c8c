use fasttrack_domain::{blob::BlobKey, ports::BlobError};

use super::Blobs;

impl Blobs {
    /// Removes blobs; those that are gone already are as they should be.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails; some of them may be gone then.
    pub async fn remove(&self, keys: &[BlobKey]) -> Result<(), BlobError> {
        for key in keys {
            self.store.remove(key).await?;
        }
        Ok(())
    }
}
