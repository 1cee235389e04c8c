//! Blobs in a folder, and in memory, where that must be the same.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod folder;
#[cfg(test)]
mod same;

use std::ops::Range;

use fasttrack_domain::{blob::BlobKey, ports::BlobStore};

fn key(raw: &str) -> BlobKey {
    raw.parse().unwrap()
}

async fn write(store: &dyn BlobStore, name: &str, parts: &[&[u8]]) {
    let mut writer = store.write(&key(name)).await.unwrap();
    for part in parts {
        writer.append(part.to_vec()).await.unwrap();
    }
    writer.finish().await.unwrap();
}

async fn read(store: &dyn BlobStore, name: &str, part: Option<Range<u64>>) -> Option<Vec<u8>> {
    let mut reader = store.read(&key(name), part).await.unwrap()?;
    let mut bytes = Vec::new();
    while let Some(more) = reader.next().await.unwrap() {
        assert!(more.len() <= 64 * 1024, "{} bytes at once", more.len());
        bytes.extend(more);
    }
    Some(bytes)
}

/// The names and sizes, sorted.
async fn listed(store: &dyn BlobStore) -> Vec<(String, u64)> {
    let mut listing = store.list().await.unwrap();
    let mut found = Vec::new();
    while let Some(page) = listing.next().await.unwrap() {
        assert!(page.len() <= 500, "{} blobs at once", page.len());
        found.extend(page.into_iter().map(|info| (info.key.to_string(), info.size)));
    }
    found.sort();
    found
}
