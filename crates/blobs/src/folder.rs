use std::{io, ops::Range, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use fasttrack_domain::{
    blob::BlobKey,
    ports::{BlobError, BlobListing, BlobReader, BlobStore, BlobWriter},
    time::Timestamp,
};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path,
};
use tokio::task::spawn_blocking;

use crate::{errors::blob_error, listing::Listing, reader::Reader, unfinished, writer::Writer};

/// Blobs in a folder, each a file that is called by its key.
pub struct FolderBlobs {
    folder: PathBuf,
    store: Arc<dyn ObjectStore>,
}

impl FolderBlobs {
    /// Keeps blobs in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// When there can be no such folder.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        // What the database refers to must be on the disk when the database says so.
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { folder, store: Arc::new(store) })
    }
}

#[async_trait]
impl BlobStore for FolderBlobs {
    async fn write(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobError> {
        let upload = self.store.put_multipart(&path(key)).await.map_err(blob_error)?;
        Ok(Box::new(Writer::new(upload)))
    }

    async fn read(
        &self,
        key: &BlobKey,
        part: Option<Range<u64>>,
    ) -> Result<Option<Box<dyn BlobReader>>, BlobError> {
        let opened = match self.store.get_opts(&path(key), options(part.as_ref())).await {
            Ok(opened) => opened,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            // Nothing of it is there, which a store takes for a mistake.
            Err(_) if part.is_some() => {
                return Ok(self.exists(key).await?.then(|| Box::new(Reader::empty()) as Box<dyn BlobReader>));
            }
            Err(error) => return Err(blob_error(error)),
        };
        Ok(Some(Box::new(Reader::new(opened))))
    }

    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError> {
        match self.store.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(blob_error(error)),
        }
    }

    async fn list(&self) -> Result<Box<dyn BlobListing>, BlobError> {
        Ok(Box::new(Listing::new(self.store.list(None))))
    }

    async fn remove_unfinished(&self, begun_before: Timestamp) -> Result<u64, BlobError> {
        let (folder, before) = (self.folder.clone(), begun_before.to_utc().into());
        let removed = spawn_blocking(move || unfinished::remove(&folder, before)).await;
        removed
            .map_err(|gone| BlobError::Failed(gone.into()))?
            .map_err(|error| BlobError::Failed(error.into()))
    }
}

impl FolderBlobs {
    async fn exists(&self, key: &BlobKey) -> Result<bool, BlobError> {
        match self.store.head(&path(key)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(blob_error(error)),
        }
    }
}

/// Nothing in a key has to be escaped.
fn path(key: &BlobKey) -> Path {
    Path::from(key.as_str())
}

fn options(part: Option<&Range<u64>>) -> GetOptions {
    GetOptions { range: part.cloned().map(GetRange::Bounded), ..GetOptions::default() }
}
