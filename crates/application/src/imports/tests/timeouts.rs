//! Imports that are not through in their time.

use std::{future::pending, sync::Arc, time::Duration};

use async_trait::async_trait;
use fasttrack_domain::ports::{BlobError, BlobReader, MockBlobStore};
use fasttrack_test_support::FakeStore;

use super::runs::Scene;
use crate::imports::ImportJobError;

/// A file of which nothing comes.
struct Stuck;

#[async_trait]
impl BlobReader for Stuck {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BlobError> {
        pending().await
    }
}

#[tokio::test]
async fn who_takes_too_long_is_tried_again_unless_it_would_begin_anew() {
    for dry_run in [false, true] {
        let mut scene = Scene::of("");
        let mut blobs = MockBlobStore::new();
        blobs.expect_read().return_once(|_, _| Ok(Some(Box::new(Stuck))));
        scene.blobs = Arc::new(blobs);
        scene.import.dry_run = dry_run;
        scene.timeout = Duration::from_millis(1);
        let late = scene.run(FakeStore::default()).await.unwrap_err();
        assert!(matches!(late, ImportJobError::TookTooLong { .. }), "{late:?}");
        assert_eq!((late.is_final(), late.to_string()), (dry_run, "it took longer than 1ms".to_owned()));
    }
}
