use fasttrack_test_support::pictures::{a_jpeg, a_pdf, a_png, a_transparent_png, a_webp, measured, turned};
use reqwest::Method;
use std::time::{Duration, Instant};

use super::{Scene, content_of, scene, scene_with, thumbnail, thumbnail_of};
use crate::support::{Answer, process::PATIENCE};

async fn working() -> Scene {
    scene_with(&[("WORKER", "on")]).await
}

#[tokio::test]
async fn a_picture_gets_a_small_one_soon() {
    let scene = working().await;
    for (content, at, size) in [
        (a_png(1_000, 500), (10, 10), (320, 160)),
        (a_jpeg(100, 50), (2, 2), (100, 50)),
        (a_webp(500, 1_000), (2, 2), (160, 320)),
        // Held upright by who took it.
        (turned(&a_jpeg(640, 320), 6), (80, 10), (160, 320)),
        (a_transparent_png(400, 400), (0, 0), (320, 320)),
    ] {
        let attachment = scene.attach("a.png", &content).await;
        let small = thumbnail(&scene.owner, &attachment).await;
        assert_eq!(small.header("content-type"), "image/jpeg");
        assert_eq!(small.header("content-security-policy"), "sandbox; default-src 'none'");
        let answer = scene.owner.request(Method::GET, &thumbnail_of(&attachment)).send().await.unwrap();
        let bytes = answer.bytes().await.unwrap();
        let (width, height, _) = measured(&bytes, at);
        assert_eq!((width, height), size);
        let known = scene.owner.request(Method::GET, &thumbnail_of(&attachment));
        let known = Answer::of(known.header("if-none-match", small.header("etag"))).await;
        assert_eq!(known.status, 304, "{known:?}");
    }
    let list = scene.owner.get(&scene.list).await;
    let ready = list.json["items"].as_array().unwrap().iter().all(|one| one["thumbnail_ready"] == true);
    assert!(ready, "{list:?}");
}

#[tokio::test]
async fn there_is_none_of_a_document_or_before_it_is_made() {
    let scene = scene().await;
    for attachment in [scene.attach("a.pdf", &a_pdf()).await, scene.attach("a.png", &a_png(9, 9)).await] {
        let path = thumbnail_of(&attachment);
        scene.owner.get(&path).await.assert_problem(&path, 404, "thumbnail_unavailable");
    }
    let nowhere = "/api/v1/attachments/0197a3c0-0000-7000-8000-000000000001/thumbnail";
    scene.owner.get(nowhere).await.assert_problem(nowhere, 404, "not_found");
}

/// A header that is right, and pixels that are not: the picture stays, and the job says why it is given
/// up.
#[tokio::test]
async fn of_a_picture_that_breaks_off_there_is_none_and_it_stays() {
    let scene = working().await;
    let mut broken = a_png(200, 200);
    broken.truncate(60);
    let attachment = scene.attach("a.png", &broken).await;
    let admin = scene.app.admin().await;
    let jobs = "/api/v1/jobs?kind=attachments.thumbnail";
    let until = Instant::now() + PATIENCE;
    let job = loop {
        let list = admin.get(jobs).await;
        let job = &list.json["items"][0];
        if job["state"] == "dead" {
            break job.clone();
        }
        assert!(Instant::now() < until, "it is not given up: {list:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(
        (&job["attempts"], &job["last_error"]),
        (&1.into(), &"the picture cannot be read".into()),
        "{job}"
    );
    assert_eq!(scene.owner.get(&content_of(&attachment)).await.status, 200);
    let path = thumbnail_of(&attachment);
    scene.owner.get(&path).await.assert_problem(&path, 404, "thumbnail_unavailable");
}
