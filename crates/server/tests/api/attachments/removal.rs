use std::time::{Duration, SystemTime};

use fasttrack_test_support::pictures::{a_pdf, a_png};

use super::{content_of, scene, scene_with, thumbnail, thumbnail_of};
use crate::support::Answer;

#[tokio::test]
async fn an_attachment_goes_at_once_and_its_files_soon() {
    let scene = scene_with(&[("WORKER", "on")]).await;
    let gone = scene.attach("a.png", &a_png(400, 300)).await;
    let stays = scene.attach("b.pdf", &a_pdf()).await;
    thumbnail(&scene.owner, &gone).await;
    assert_eq!(scene.app.blobs().len(), 3, "{:?}", scene.app.blobs());
    let path = format!("/api/v1/attachments/{}", gone["id"].as_str().unwrap());
    assert_eq!(scene.owner.delete(&path).await.status, 204);
    for path in [content_of(&gone), thumbnail_of(&gone)] {
        scene.owner.get(&path).await.assert_problem(&path, 404, "not_found");
    }
    scene.owner.delete(&path).await.assert_problem(&path, 404, "not_found");
    let list = scene.owner.get(&scene.list).await;
    assert_eq!(list.each("id"), [stays["id"].as_str().unwrap()]);
    scene.app.until_blobs(1).await;
    assert_eq!(scene.owner.get(&content_of(&stays)).await.status, 200);
}

#[tokio::test]
async fn an_event_takes_the_files_along() {
    let scene = scene_with(&[("WORKER", "on")]).await;
    let picture = scene.attach("a.png", &a_png(400, 300)).await;
    scene.attach("b.pdf", &a_pdf()).await;
    thumbnail(&scene.owner, &picture).await;
    let event = scene.list.strip_suffix("/attachments").unwrap();
    assert_eq!(scene.owner.delete(event).await.status, 204);
    let path = content_of(&picture);
    scene.owner.get(&path).await.assert_problem(&path, 404, "not_found");
    scene.app.until_blobs(0).await;
}

#[tokio::test]
async fn an_event_has_at_most_so_many() {
    let scene = scene().await;
    let attach = || async { scene.owner.attach(&scene.list, "a.pdf", &a_pdf()).await };
    for _ in 0..95 {
        let made: Answer = attach().await;
        assert_eq!(made.status, 201, "{made:?}");
    }
    // Who races for the last ones gets them, or is told.
    let racing = futures_util::future::join_all((0..20).map(|_| attach())).await;
    let mut statuses: Vec<u16> = racing.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[201; 5].to_vec(), [409; 15].to_vec()].concat());
    for refused in racing.iter().filter(|answer| answer.status == 409) {
        refused.assert_problem(&scene.list, 409, "too_many_attachments");
    }
    scene.app.until_blobs(100).await;
}

/// What a process left that was killed between a file and its row, or half-way through a file.
#[tokio::test]
async fn what_belongs_to_nothing_is_swept() {
    let first = scene().await;
    let stays = first.attach("a.pdf", &a_pdf()).await;
    let folder = first.app.folder().join("data/blobs");
    let orphan = folder.join("attachments/0197a3c0-0000-7000-8000-000000000001");
    std::fs::create_dir_all(&orphan).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for file in [orphan.join("content"), orphan.join("thumbnail#1"), folder.join("README.txt")] {
        std::fs::write(&file, b"a").unwrap();
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(long_ago).unwrap();
    }
    let new = orphan.join("new");
    std::fs::write(&new, b"a").unwrap();
    assert_eq!(first.app.blobs().len(), 5);
    let working = first.app.another(&[("WORKER", "on")]);
    // What is there, what is new, and what is of somebody else.
    first.app.until_blobs(3).await;
    assert!(new.exists() && folder.join("README.txt").exists());
    assert_eq!(first.owner.get(&content_of(&stays)).await.status, 200);
    drop(working);
}
