//! Files that are not taken: a clear problem each, and nothing is left of them.

use fasttrack_test_support::pictures::{a_pdf, a_png, jpeg_claiming, png_claiming, webp_claiming};
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{Scene, scene, scene_with};
use crate::support::{
    Answer,
    files::{FORM, form, part},
    raw::exchange,
};

impl Scene {
    /// Nothing is there, and nothing ever was.
    async fn assert_nothing_left(&self, case: &str) {
        self.app.until_blobs(0).await;
        let list = self.owner.get(&format!("{}?total=true", self.list)).await;
        assert_eq!(list.json["total"], 0, "{case}: {list:?}");
    }

    fn head(&self, length: usize) -> String {
        let token = self.owner.access_token.as_ref().unwrap();
        format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n",
            self.list
        )
    }
}

#[tokio::test]
async fn what_is_of_another_kind_is_refused_whatever_it_is_called() {
    let scene = scene().await;
    for (case, content) in [
        ("a program", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".as_slice()),
        ("another program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("a script", b"#!/bin/sh\nrm -rf /\n"),
        ("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("HTML", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("HTML before a PDF", b"<script>alert(1)</script>%PDF-1.4\n"),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0"),
        ("an archive", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("one byte", b"\x89"),
    ] {
        let refused = scene.owner.attach(&scene.list, "a.png", content).await;
        refused.assert_problem(&scene.list, 415, "unsupported_file_type");
        scene.assert_nothing_left(case).await;
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let scene = scene().await;
    let eleven = [a_pdf(), vec![b' '; 11 << 20]].concat();
    let body = form("a.pdf", "image/png", &eleven);
    let request = [scene.head(body.len()).as_bytes(), &body].concat();
    let refused = exchange(&scene.app, &request).await;
    refused.assert_problem(&scene.list, 413, "payload_too_large");
    scene.assert_nothing_left("11 MiB").await;

    // As many as may be are taken, and one more is not.
    let most = [a_pdf(), vec![b' '; (10 << 20) - a_pdf().len()]].concat();
    assert_eq!(scene.attach("a.pdf", &most).await["size"], 10 << 20);
    let body = form("a.pdf", "image/png", &[most, vec![b' ']].concat());
    let request = [scene.head(body.len()).as_bytes(), &body].concat();
    exchange(&scene.app, &request).await.assert_problem(&scene.list, 413, "payload_too_large");
    scene.app.until_blobs(1).await;
}

#[tokio::test]
async fn pictures_that_cannot_be_dealt_with_are_refused_by_their_headers() {
    let scene = scene().await;
    for (case, content, code) in [
        ("a PNG of 20,000 × 20,000", png_claiming(20_000, 20_000), "too_many_pixels"),
        ("a JPEG of 20,000 × 20,000", jpeg_claiming(20_000, 20_000), "too_many_pixels"),
        ("a WebP of 16,383 × 16,383", webp_claiming(16_383), "too_many_pixels"),
        ("a PNG of 2^31 × 2^31", png_claiming(0x7fff_ffff, 0x7fff_ffff), "too_many_pixels"),
        ("a WebP of nothing", webp_claiming(16_384), "unreadable_picture"),
        ("a mark and no more", b"\x89PNG\r\n\x1a\n".to_vec(), "unreadable_picture"),
        ("a mark and noise", [&b"\xff\xd8\xff\xe0"[..], &[0x5a; 2_000]].concat(), "unreadable_picture"),
        ("nothing", Vec::new(), "empty_file"),
    ] {
        let refused = scene.owner.attach(&scene.list, "a.png", &content).await;
        assert_eq!(refused.pointers(), ["/file"], "{case}");
        assert_eq!(refused.json["errors"][0]["code"], code, "{case}: {refused:?}");
        scene.assert_nothing_left(case).await;
    }
}

#[tokio::test]
async fn limits_are_settings() {
    let scene = scene_with(&[("ATTACHMENT_MAX_BYTES", "1KiB"), ("ATTACHMENT_MAX_PIXELS", "100")]).await;
    let long = [a_pdf(), vec![b' '; 1_024]].concat();
    scene.owner.attach(&scene.list, "a.pdf", &long).await.assert_problem(
        &scene.list,
        413,
        "payload_too_large",
    );
    assert_eq!(scene.owner.attach(&scene.list, "a.png", &a_png(11, 10)).await.pointers(), ["/file"]);
    scene.assert_nothing_left("too large").await;
    scene.attach("a.png", &a_png(10, 10)).await;
}

#[tokio::test]
async fn a_name_is_no_path() {
    let scene = scene().await;
    for name in ["../../x.png", "/etc/passwd", "a/b.png", r"C:\\x.png", "C:x", "..", "", " "] {
        let refused = scene.owner.attach(&scene.list, name, &a_png(2, 2)).await;
        assert_eq!(refused.pointers(), ["/file"], "{name}");
        scene.assert_nothing_left(name).await;
    }
    let unnamed =
        scene.owner.send_form(&scene.list, part("form-data; name=\"file\"", "image/png", &a_png(2, 2))).await;
    assert_eq!(unnamed.pointers(), ["/file"]);
    assert_eq!(unnamed.json["errors"][0]["code"], "required", "{unnamed:?}");
    scene.assert_nothing_left("no name").await;
}

#[tokio::test]
async fn a_form_brings_one_file_and_nothing_else() {
    let scene = scene().await;
    let one = form("a.pdf", "image/png", &a_pdf());
    let end = one.len() - "--\r\n".len() - "--a-line-that-no-file-has".len();
    let twice = [&one[..end], &one].concat();
    let other = part("form-data; name=\"note\"; filename=\"a.pdf\"", "image/png", &a_pdf());
    let and_other = [&one[..end], &other].concat();
    for (case, body, pointer) in [
        ("two files", twice, "/file"),
        ("another part", other, "/note"),
        ("a file and another part", and_other, "/note"),
        ("no part", b"--a-line-that-no-file-has--\r\n".to_vec(), "/file"),
    ] {
        assert_eq!(scene.owner.send_form(&scene.list, body).await.pointers(), [pointer], "{case}");
        scene.assert_nothing_left(case).await;
    }
    let bare = scene.owner.request(Method::POST, &scene.list).header("content-type", "image/png");
    Answer::of(bare.body(a_png(2, 2))).await.assert_problem(&scene.list, 415, "unsupported_media_type");
    let json = scene.owner.post(&scene.list, &json!({"file": "a"})).await;
    json.assert_problem(&scene.list, 415, "unsupported_media_type");
    for cut in [0, 20, 150, one.len() - 30, one.len() - 5] {
        let cut_off = scene.owner.send_form(&scene.list, one[..cut].to_vec()).await;
        cut_off.assert_problem(&scene.list, 400, "malformed_body");
        scene.assert_nothing_left("cut off").await;
    }
}

/// The connection ends before the file does, which the server sees as late as that.
#[tokio::test]
async fn of_a_client_that_stops_half_way_nothing_is_left() {
    let scene = scene().await;
    let body = form("a.pdf", "image/png", &[a_pdf(), vec![b' '; 5 << 20]].concat());
    let mut stream = TcpStream::connect(scene.app.address).await.unwrap();
    stream.write_all(scene.head(body.len()).as_bytes()).await.unwrap();
    stream.write_all(&body[..2 << 20]).await.unwrap();
    // It is on its way.
    scene.app.until_blobs(1).await;
    drop(stream);
    scene.assert_nothing_left("half-way").await;

    // Who stops and still listens is told.
    let mut stream = TcpStream::connect(scene.app.address).await.unwrap();
    stream.write_all(scene.head(body.len()).as_bytes()).await.unwrap();
    stream.write_all(&body[..2 << 20]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    scene.assert_nothing_left("half-way and listening").await;
}

/// Who hangs up when all was sent gets the file attached, or not; never half of it.
#[tokio::test]
async fn of_a_client_that_hangs_up_there_is_all_or_nothing() {
    let scene = scene().await;
    let body = form("a.png", "image/png", &a_png(300, 300));
    for _ in 0..20 {
        let mut stream = TcpStream::connect(scene.app.address).await.unwrap();
        stream.write_all(&[scene.head(body.len()).as_bytes(), &body].concat()).await.unwrap();
        drop(stream);
    }
    // All of them are over when as many blobs are there as rows, and stay so.
    let until = std::time::Instant::now() + crate::support::process::PATIENCE;
    loop {
        let list = scene.owner.get(&format!("{}?total=true&limit=100", scene.list)).await;
        let blobs = scene.app.blobs();
        let all_there = list.each("id").iter().all(|id| blobs.contains(&format!("attachments/{id}/content")));
        if all_there && list.json["total"] == blobs.len() {
            break;
        }
        assert!(std::time::Instant::now() < until, "{list:?} {blobs:?}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
