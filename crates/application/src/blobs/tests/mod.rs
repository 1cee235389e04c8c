use std::{collections::HashSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use fasttrack_domain::{StoreError, attachment::Attachment, ports::MockAttachmentQueries};
use fasttrack_test_support::{FixedClock, MemoryBlobs, a_user, an_attachment, an_event, unique_id};
use uuid::Uuid;

use super::{BlobOwner, Blobs, SweepError, Swept};
use crate::{
    attachments::AttachmentBlobs,
    testing::{down, must_be_send},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Owns one thing in its area.
struct One(&'static str, Uuid);

#[async_trait]
impl BlobOwner for One {
    fn area(&self) -> &'static str {
        self.0
    }

    async fn known(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        Ok(ids.iter().copied().filter(|id| *id == self.1).collect())
    }
}

struct Scene {
    blobs: Blobs,
    store: MemoryBlobs,
    clock: Arc<FixedClock>,
}

fn scene(owners: Vec<Arc<dyn BlobOwner>>) -> Scene {
    let clock = Arc::new(FixedClock::default());
    let store = MemoryBlobs::new(clock.clone());
    let blobs = Blobs { store: Arc::new(store.clone()), owners, clock: clock.clone(), orphan_age: DAY };
    Scene { blobs, store, clock }
}

#[tokio::test]
async fn what_belongs_to_nothing_goes_when_it_is_old() {
    let (there, gone) = (unique_id(), unique_id());
    let Scene { blobs, store, clock } =
        scene(vec![Arc::new(One("things", there)), Arc::new(One("others", gone))]);
    let kept = [
        format!("things/{there}"),
        format!("things/{there}/content"),
        format!("others/{gone}"),
        // Of nobody that is known, or called in no way that is.
        format!("elsewhere/{gone}"),
        format!("thing/{gone}"),
        "things".to_owned(),
        "things/a".to_owned(),
        format!("things/x{gone}"),
        format!("things/{}", gone.simple()),
    ];
    let orphans = [format!("things/{gone}"), format!("things/{gone}/content"), format!("others/{there}/a/b")];
    for key in kept.iter().chain(&orphans) {
        store.put(key, b"a");
    }
    let looked_at = 12;
    // Not a moment too early: whatever they belong to may be about to come.
    clock.advance(DAY);
    assert_eq!(blobs.sweep().await.unwrap(), Swept { looked_at, removed: 0 });
    clock.advance(Duration::from_micros(1));
    let new = format!("things/{gone}/new");
    store.put(&new, b"a");
    assert_eq!(blobs.sweep().await.unwrap(), Swept { looked_at: looked_at + 1, removed: 3 });
    let mut left = [&kept[..], &[new]].concat();
    left.sort();
    assert_eq!(store.keys(), left);
}

#[tokio::test]
async fn very_many_are_swept_page_by_page() {
    let there = unique_id();
    let Scene { blobs, store, clock } = scene(vec![Arc::new(One("things", there))]);
    for _ in 0..1_200 {
        store.put(&format!("things/{}", unique_id()), b"a");
    }
    store.put(&format!("things/{there}"), b"a");
    clock.advance(DAY * 2);
    assert_eq!(blobs.sweep().await.unwrap(), Swept { looked_at: 1_201, removed: 1_200 });
    assert_eq!(store.keys(), [format!("things/{there}")]);
}

#[tokio::test]
async fn blobs_of_attachments_are_known_by_their_rows() {
    let event = an_event(&a_user("owner").build()).build();
    let attachment = an_attachment(&event).build();
    let mut queries = MockAttachmentQueries::new();
    let id = attachment.id;
    queries.expect_known().returning(move |ids| Ok(ids.iter().copied().filter(|one| *one == id).collect()));
    let Scene { blobs, store, clock } = scene(vec![Arc::new(AttachmentBlobs(Arc::new(queries)))]);
    let orphan = an_attachment(&event).build();
    for id in [attachment.id, orphan.id] {
        store.put(Attachment::content_key(id).as_str(), b"a");
        store.put(Attachment::thumbnail_key(id).as_str(), b"a");
    }
    clock.advance(DAY * 2);
    assert_eq!(blobs.sweep().await.unwrap(), Swept { looked_at: 4, removed: 2 });
    assert!(store.keys().iter().all(|key| key.contains(&id.to_string())));
}

/// Whoever cannot be asked owns everything.
#[tokio::test]
async fn nothing_goes_while_the_store_is_down() {
    let mut queries = MockAttachmentQueries::new();
    queries.expect_known().returning(|_| Err(down()));
    let Scene { blobs, store, clock } = scene(vec![Arc::new(AttachmentBlobs(Arc::new(queries)))]);
    store.put(&format!("attachments/{}/content", unique_id()), b"a");
    clock.advance(DAY * 2);
    let failed = blobs.sweep().await;
    assert!(matches!(failed, Err(SweepError::Store(_))), "{failed:?}");
    assert_eq!(store.keys().len(), 1);
}

#[tokio::test]
async fn blobs_are_removed_whether_they_are_there_or_not() {
    let Scene { blobs, store, .. } = scene(vec![]);
    store.put("a/b", b"a");
    store.put("a/c", b"a");
    let keys = ["a/b", "a/d"].map(|key| key.parse().unwrap());
    for _ in 0..2 {
        blobs.remove(&keys).await.unwrap();
        assert_eq!(store.keys(), ["a/c"]);
    }
    must_be_send(blobs.remove(&keys));
    must_be_send(blobs.sweep());
}
