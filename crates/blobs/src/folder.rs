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
use tokio::{runtime::Handle, task::spawn_blocking};

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
        let (store, path) = (Arc::clone(&self.store), path(key));
        // The library opens the file where it is asked to, and first makes and syncs its folders.
        let begin = move || Handle::current().block_on(store.put_multipart(&path));
        let upload = spawn_blocking(begin).await.map_err(|gone| BlobError::Failed(gone.into()))?;
        Ok(Box::new(Writer::new(upload.map_err(blob_error)?)))
    }

    async fn read(
        &self,
        key: &BlobKey,
        part: Option<Range<u64>>,
    ) -> Result<Option<Box<dyn BlobReader>>, BlobError> {
        let opened = match self.store.get_opts(&path(key), options(part.as_ref())).await {
            Ok(opened) => opened,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => {
                let Some(part) = part else { return Err(blob_error(error)) };
                let Some(size) = self.size(key).await? else { return Ok(None) };
                // Nothing of it is there, which a store takes for a mistake.
                if part.is_empty() || part.start >= size {
                    return Ok(Some(Box::new(Reader::empty())));
                }
                return Err(blob_error(error));
            }
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
    /// How many bytes a blob has; `None` when there is none.
    async fn size(&self, key: &BlobKey) -> Result<Option<u64>, BlobError> {
        match self.store.head(&path(key)).await {
            Ok(about) => Ok(Some(about.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
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

#[cfg(test)]
mod tests {
    use std::fmt;

    use futures_util::stream::BoxStream;
    use object_store::{
        CopyOptions, Error, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions,
        PutOptions, PutPayload, PutResult, Result, memory::InMemory,
    };

    use super::*;

    /// Of which no part can be read, as when too many files are open for a moment.
    #[derive(Debug)]
    struct WithoutParts(InMemory);

    impl fmt::Display for WithoutParts {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    #[async_trait]
    impl ObjectStore for WithoutParts {
        async fn put_opts(&self, at: &Path, bytes: PutPayload, options: PutOptions) -> Result<PutResult> {
            self.0.put_opts(at, bytes, options).await
        }

        async fn put_multipart_opts(
            &self,
            at: &Path,
            options: PutMultipartOptions,
        ) -> Result<Box<dyn MultipartUpload>> {
            self.0.put_multipart_opts(at, options).await
        }

        async fn get_opts(&self, at: &Path, options: GetOptions) -> Result<GetResult> {
            match options.range {
                Some(_) => Err(Error::Generic { store: "", source: io::Error::other("busy").into() }),
                None => self.0.get_opts(at, options).await,
            }
        }

        fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
            self.0.delete_stream(paths)
        }

        fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
            self.0.list(prefix)
        }

        async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
            self.0.list_with_delimiter(prefix).await
        }

        async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
            self.0.copy_opts(from, to, options).await
        }
    }

    #[tokio::test]
    async fn a_part_that_cannot_be_read_is_not_taken_for_one_that_is_not_there() {
        let blobs = FolderBlobs { folder: PathBuf::new(), store: Arc::new(WithoutParts(InMemory::new())) };
        let key: BlobKey = "digits".parse().unwrap();
        let mut writer = blobs.write(&key).await.unwrap();
        writer.append(b"0123456789".to_vec()).await.unwrap();
        writer.finish().await.unwrap();
        for part in [0..10, 9..10, 9..100] {
            let failed = blobs.read(&key, Some(part.clone())).await.err();
            assert!(matches!(failed, Some(BlobError::Failed(_))), "{part:?}");
        }
        for part in [10..11, 5..5] {
            let mut nothing = blobs.read(&key, Some(part)).await.unwrap().unwrap();
            assert_eq!(nothing.next().await.unwrap(), None);
        }
    }
}
