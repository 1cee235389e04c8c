//! What every store of blobs does.

use std::sync::Arc;

use fasttrack_blobs::FolderBlobs;
use fasttrack_domain::ports::BlobStore;
use fasttrack_test_support::{FixedClock, MemoryBlobs};
use tempfile::TempDir;

use crate::{key, listed, read, write};

struct Stores {
    _folder: TempDir,
    each: [Arc<dyn BlobStore>; 2],
}

fn stores() -> Stores {
    let folder = tempfile::tempdir().unwrap();
    let each: [Arc<dyn BlobStore>; 2] = [
        Arc::new(FolderBlobs::open(folder.path()).unwrap()),
        Arc::new(MemoryBlobs::new(Arc::new(FixedClock::default()))),
    ];
    Stores { _folder: folder, each }
}

#[tokio::test]
async fn what_is_written_is_read() {
    for store in &stores().each {
        write(&**store, "a/b", &[b"one ", b"", b"two"]).await;
        assert_eq!(read(&**store, "a/b", None).await.unwrap(), b"one two");
        assert_eq!(read(&**store, "a/c", None).await, None);
        assert_eq!(read(&**store, "a", None).await, None);
    }
}

#[tokio::test]
async fn a_blob_may_be_empty_or_large() {
    let large: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    for store in &stores().each {
        write(&**store, "empty", &[]).await;
        assert_eq!(read(&**store, "empty", None).await.unwrap(), b"");
        write(&**store, "large", &large.chunks(10_007).collect::<Vec<_>>()).await;
        assert!(read(&**store, "large", None).await.unwrap() == large);
        assert_eq!(listed(&**store).await, [("empty".to_owned(), 0), ("large".to_owned(), 3_000_000)]);
    }
}

#[tokio::test]
async fn a_part_is_what_there_is_of_it() {
    for store in &stores().each {
        write(&**store, "digits", &[b"0123456789"]).await;
        for (part, expected) in [
            (0..10, "0123456789"),
            (0..1, "0"),
            (9..10, "9"),
            (3..7, "3456"),
            (8..100, "89"),
            (10..11, ""),
            (100..200, ""),
            (5..5, ""),
        ] {
            let found = read(&**store, "digits", Some(part.clone())).await.unwrap();
            assert_eq!(String::from_utf8(found).unwrap(), expected, "{part:?}");
        }
        assert_eq!(read(&**store, "letters", Some(0..1)).await, None);
        assert_eq!(read(&**store, "letters", Some(5..5)).await, None);
    }
}

#[tokio::test]
async fn nobody_sees_what_is_not_finished() {
    for store in &stores().each {
        let mut writer = store.write(&key("a/b")).await.unwrap();
        writer.append(vec![b'x'; 1_000_000]).await.unwrap();
        assert_eq!(read(&**store, "a/b", None).await, None);
        assert_eq!(listed(&**store).await, []);
        write(&**store, "a/b", &[b"of somebody else"]).await;
        drop(writer);
        assert_eq!(read(&**store, "a/b", None).await.unwrap(), b"of somebody else");
    }
}

#[tokio::test]
async fn the_last_to_finish_takes_the_place() {
    for store in &stores().each {
        write(&**store, "a", &[b"before"]).await;
        write(&**store, "a", &[b"after"]).await;
        assert_eq!(read(&**store, "a", None).await.unwrap(), b"after");
        assert_eq!(listed(&**store).await.len(), 1);
    }
}

#[tokio::test]
async fn what_is_removed_is_gone_and_may_be_removed_again() {
    for store in &stores().each {
        write(&**store, "a/b", &[b"x"]).await;
        write(&**store, "a/c", &[b"y"]).await;
        store.remove(&key("a/b")).await.unwrap();
        store.remove(&key("a/b")).await.unwrap();
        assert_eq!(read(&**store, "a/b", None).await, None);
        assert_eq!(listed(&**store).await, [("a/c".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn all_are_listed_however_many() {
    for store in &stores().each {
        for i in 0..600 {
            write(&**store, &format!("many/{i:04}/content"), &[b"x"]).await;
        }
        let found = listed(&**store).await;
        assert_eq!(found.len(), 600);
        assert_eq!((&*found[0].0, &*found[599].0), ("many/0000/content", "many/0599/content"));
    }
}
