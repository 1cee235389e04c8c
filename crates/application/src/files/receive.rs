use fasttrack_domain::{
    blob::BlobKey,
    error::Cause,
    ports::{BlobError, BlobStore},
};

use super::IncomingFile;

/// Why a file was not received. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// It is longer than is taken.
    #[error("the file has more than {0} bytes")]
    TooLarge(u64),
    /// It did not come whole.
    #[error("the file did not come whole")]
    Broken(#[source] Cause),
    /// It could not be kept.
    #[error(transparent)]
    Blob(#[from] BlobError),
}

/// Streams a file of at most `most` bytes into a blob, shows what comes to `look` on the way, and
/// tells how many bytes it has. There is a blob only when all of it has come.
///
/// # Errors
/// [`ReceiveError`].
pub async fn receive(
    blobs: &dyn BlobStore,
    key: &BlobKey,
    file: &mut dyn IncomingFile,
    most: u64,
    mut look: impl FnMut(&[u8]),
) -> Result<u64, ReceiveError> {
    let mut writer = blobs.write(key).await?;
    let mut size: u64 = 0;
    while let Some(bytes) = file.next().await.map_err(ReceiveError::Broken)? {
        size += bytes.len() as u64;
        if size > most {
            return Err(ReceiveError::TooLarge(most));
        }
        look(&bytes);
        writer.append(bytes).await?;
    }
    writer.finish().await?;
    Ok(size)
}
