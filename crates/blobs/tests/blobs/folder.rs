//! What is only to be seen of a folder.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::{Duration, Instant},
};

use fasttrack_blobs::FolderBlobs;
use fasttrack_domain::ports::BlobStore as _;
use fasttrack_test_support::instant;
use futures_util::FutureExt as _;
use tokio::{
    runtime::Builder,
    task::{spawn_blocking, yield_now},
};

use crate::{key, listed, read, write};

/// Every file and folder below, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

/// Makes a file that was last touched then.
fn touched(file: &Path, then: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let file = File::options().create(true).append(true).open(file).unwrap();
    file.set_modified(instant(then).to_utc().into()).unwrap();
}

#[tokio::test]
async fn a_folder_is_made_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/blobs");
    write(&FolderBlobs::open(&path).unwrap(), "a/b", &[b"kept"]).await;
    assert_eq!(read(&FolderBlobs::open(&path).unwrap(), "a/b", None).await.unwrap(), b"kept");
    assert_eq!(fs::read(path.join("a/b")).unwrap(), b"kept");
}

#[tokio::test]
async fn what_is_no_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, b"").unwrap();
    let refused = FolderBlobs::open(&path).err().map(|error| error.kind());
    assert_eq!(refused, Some(io::ErrorKind::AlreadyExists));
}

#[tokio::test]
async fn a_writer_that_is_dropped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderBlobs::open(folder.path()).unwrap();
    let mut writer = store.write(&key("b")).await.unwrap();
    writer.append(vec![0; 600_000]).await.unwrap();
    assert_eq!(below(folder.path()).len(), 1, "it is being written");
    drop(writer);
    // The library removes it on another thread.
    let begun = Instant::now();
    while !below(folder.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(10), "left behind: {:?}", below(folder.path()));
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_a_killed_process_was_writing_is_removed_when_it_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderBlobs::open(folder.path()).unwrap();
    write(&store, "a/whole", &[b"whole"]).await;
    for (name, then) in [
        ("a/old#1", "2029-12-31T11:59:59Z"),
        ("b/c/old#12", "2029-01-01T00:00:00Z"),
        ("a/young#1", "2029-12-31T12:00:01Z"),
        ("a/whole", "2020-01-01T00:00:00Z"),
    ] {
        touched(&folder.path().join(name), then);
    }
    let day_ago = instant("2029-12-31T12:00:00Z");
    assert_eq!(store.remove_unfinished(day_ago).await.unwrap(), 2);
    let left = below(folder.path());
    let expected = ["a", "a/whole", "a/young#1"].map(|name| folder.path().join(name));
    assert_eq!(left, expected);
    assert_eq!(store.remove_unfinished(day_ago).await.unwrap(), 0);
}

#[tokio::test]
async fn the_files_of_others_are_no_blobs() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderBlobs::open(folder.path()).unwrap();
    for name in ["README.md", ".hidden", "Upper", "half#1"] {
        fs::write(folder.path().join(name), b"x").unwrap();
    }
    write(&store, "mine", &[b"x"]).await;
    assert_eq!(listed(&store).await, [("mine".to_owned(), 1)]);
}

/// Folders are made and synced, which takes long on a busy disk: who serves others meanwhile goes on.
#[test]
fn a_blob_is_begun_on_a_thread_that_may_wait() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let store = FolderBlobs::open(folder.path()).unwrap();
        let (release, released) = mpsc::channel::<()>();
        let busy = spawn_blocking(move || released.recv());
        let (new, mut writing) = (key("a/b"), None);
        let mut begun = store.write(&new);
        for _ in 0..10 {
            writing = writing.or_else(|| begun.as_mut().now_or_never());
            yield_now().await;
        }
        assert!(writing.is_none(), "the disk was waited for here");
        release.send(()).unwrap();
        busy.await.unwrap().unwrap();
        begun.await.unwrap().finish().await.unwrap();
        assert_eq!(read(&store, "a/b", None).await.unwrap(), b"");
    });
}
