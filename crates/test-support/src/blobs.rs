use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use fasttrack_domain::{
    blob::{BlobInfo, BlobKey},
    ports::{BlobError, BlobListing, BlobReader, BlobStore, BlobWriter, Clock},
    time::Timestamp,
};

/// Blobs in memory. Clones are the same store.
#[derive(Clone)]
pub struct MemoryBlobs {
    clock: Arc<dyn Clock>,
    blobs: Arc<Mutex<BTreeMap<BlobKey, Blob>>>,
}

#[derive(Clone)]
struct Blob {
    bytes: Vec<u8>,
    written_at: Timestamp,
}

impl MemoryBlobs {
    /// None yet; what is written is written at the time of this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, blobs: Arc::default() }
    }

    /// What the blobs are called that there are, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.blobs.lock().unwrap().keys().map(BlobKey::to_string).collect()
    }

    /// What is in a blob.
    #[must_use]
    pub fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let key: BlobKey = key.parse().unwrap();
        self.blobs.lock().unwrap().get(&key).map(|blob| blob.bytes.clone())
    }

    /// Writes a blob, whole.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        let blob = Blob { bytes: bytes.to_vec(), written_at: self.clock.now() };
        self.blobs.lock().unwrap().insert(key.parse().unwrap(), blob);
    }
}

#[async_trait]
impl BlobStore for MemoryBlobs {
    async fn write(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobError> {
        Ok(Box::new(Writer { store: self.clone(), key: key.clone(), bytes: Vec::new() }))
    }

    async fn read(
        &self,
        key: &BlobKey,
        part: Option<Range<u64>>,
    ) -> Result<Option<Box<dyn BlobReader>>, BlobError> {
        let Some(bytes) = self.bytes(key.as_str()) else { return Ok(None) };
        let part = part.unwrap_or(0..u64::MAX);
        let within = |at: u64| usize::try_from(at).unwrap().min(bytes.len());
        let bytes = bytes.get(within(part.start)..within(part.end)).unwrap_or_default().to_vec();
        Ok(Some(Box::new(Reader(bytes))))
    }

    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError> {
        self.blobs.lock().unwrap().remove(key);
        Ok(())
    }

    async fn list(&self) -> Result<Box<dyn BlobListing>, BlobError> {
        let blobs = self.blobs.lock().unwrap();
        let info = |(key, blob): (&BlobKey, &Blob)| BlobInfo {
            key: key.clone(),
            size: blob.bytes.len() as u64,
            written_at: blob.written_at,
        };
        Ok(Box::new(Listing(blobs.iter().map(info).collect())))
    }

    async fn remove_unfinished(&self, _begun_before: Timestamp) -> Result<u64, BlobError> {
        Ok(0)
    }
}

struct Writer {
    store: MemoryBlobs,
    key: BlobKey,
    bytes: Vec<u8>,
}

#[async_trait]
impl BlobWriter for Writer {
    async fn append(&mut self, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.bytes.extend(bytes);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), BlobError> {
        self.store.put(self.key.as_str(), &self.bytes);
        Ok(())
    }
}

struct Reader(Vec<u8>);

#[async_trait]
impl BlobReader for Reader {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BlobError> {
        let rest = self.0.split_off(self.0.len().min(8_192));
        let next = std::mem::replace(&mut self.0, rest);
        Ok((!next.is_empty()).then_some(next))
    }
}

struct Listing(Vec<BlobInfo>);

#[async_trait]
impl BlobListing for Listing {
    async fn next(&mut self) -> Result<Option<Vec<BlobInfo>>, BlobError> {
        let rest = self.0.split_off(self.0.len().min(500));
        let next = std::mem::replace(&mut self.0, rest);
        Ok((!next.is_empty()).then_some(next))
    }
}
