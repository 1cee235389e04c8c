use std::sync::Arc;

use async_trait::async_trait;
use fasttrack_domain::{blob::BlobKey, error::Cause};
use fasttrack_test_support::{FixedClock, MemoryBlobs};

use super::{IncomingFile, ReceiveError, receive};

/// A file of these parts, which breaks off after them if it shall.
struct Parts {
    parts: Vec<&'static [u8]>,
    breaks: bool,
}

#[async_trait(?Send)]
impl IncomingFile for Parts {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        if self.parts.is_empty() {
            return if self.breaks { Err("the line is dead".into()) } else { Ok(None) };
        }
        Ok(Some(self.parts.remove(0).to_vec()))
    }
}

fn parts(parts: &[&'static [u8]]) -> Parts {
    Parts { parts: parts.to_vec(), breaks: false }
}

fn blobs() -> MemoryBlobs {
    MemoryBlobs::new(Arc::new(FixedClock::default()))
}

fn key() -> BlobKey {
    "a".parse().unwrap()
}

#[tokio::test]
async fn a_file_is_kept_and_looked_at_on_the_way() {
    let (blobs, mut seen) = (blobs(), Vec::new());
    let size =
        receive(&blobs, &key(), &mut parts(&[b"one ", b"", b"two"]), 7, |bytes| seen.extend(bytes)).await;
    assert_eq!(size.unwrap(), 7);
    assert_eq!((blobs.bytes("a").unwrap(), seen), (b"one two".to_vec(), b"one two".to_vec()));
}

#[tokio::test]
async fn of_a_file_that_is_too_long_nothing_is_kept() {
    let blobs = blobs();
    let error = receive(&blobs, &key(), &mut parts(&[b"one ", b"two"]), 6, |_| {}).await.unwrap_err();
    assert!(matches!(error, ReceiveError::TooLarge(6)), "{error:?}");
    assert_eq!(blobs.keys(), [""; 0]);
}

#[tokio::test]
async fn of_a_file_that_breaks_off_nothing_is_kept() {
    let blobs = blobs();
    let mut file = Parts { breaks: true, ..parts(&[b"one "]) };
    let error = receive(&blobs, &key(), &mut file, 100, |_| {}).await.unwrap_err();
    assert!(
        matches!(&error, ReceiveError::Broken(cause) if cause.to_string() == "the line is dead"),
        "{error:?}"
    );
    assert_eq!(blobs.keys(), [""; 0]);
}
