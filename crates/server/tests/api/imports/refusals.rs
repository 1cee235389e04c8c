//! Files that are not taken: nothing of them is kept.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{IMPORTS, Scene, many_rows};
use crate::support::{
    Answer, Client,
    files::{FORM, form},
    raw::exchange,
};

/// Nothing was begun, and no file was kept.
async fn assert_nothing_left(scene: &Scene, admin: &Client) {
    let jobs = admin.get("/api/v1/jobs?total=true").await;
    assert_eq!(jobs.json["total"], 0, "{jobs:?}");
    assert_eq!(scene.files(), [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_with_the_reason() {
    let scene = Scene::with(&[]);
    let admin = scene.app.admin().await;
    for (name, file, code, words) in [
        ("empty.csv", &b""[..], "empty", "empty"),
        ("events.xlsx", b"PK\x03\x04\0\0", "binary", "not text"),
        ("utf16.csv", b"\xFF\xFEt\0i\0", "utf_16", "UTF-8"),
        ("events.json", b"title,city\n", "not_json", "JSON"),
        ("header.csv", b"title,place\nSarau,Olinda\n", "invalid_header", "place"),
        ("broken.json", b"[{\"title\":", "broken_array", "does not end"),
    ] {
        let refused = admin.upload(IMPORTS, name, "application/octet-stream", file).await;
        refused.assert_problem(IMPORTS, 422, "validation_failed");
        assert_eq!(refused.misfit(), Some(("/file", code)), "{name}: {refused:?}");
        assert!(refused.text.contains(words), "{name}: {}", refused.text);
    }
    let binary = many_rows(1) + "\0";
    for (query, pointer) in [("?dry_run=perhaps", "dry_run"), ("?owner=rui", "owner")] {
        let path = format!("{IMPORTS}{query}");
        let refused = admin.upload(&path, "e.csv", "text/csv", &binary).await;
        assert_eq!(refused.pointers(), [pointer], "{query}");
    }
    assert_nothing_left(&scene, &admin).await;
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused() {
    let limit = many_rows(100).len();
    let scene = Scene::with(&[("IMPORT_MAX_BYTES", &format!("{limit}B"))]);
    let admin = scene.app.admin().await;
    let refused = admin.upload(IMPORTS, "e.csv", "text/csv", many_rows(100) + "\n").await;
    refused.assert_problem(IMPORTS, 413, "payload_too_large");
    assert!(refused.json["detail"].as_str().unwrap().contains(&limit.to_string()), "{refused:?}");
    assert_nothing_left(&scene, &admin).await;
    assert_eq!(admin.upload(IMPORTS, "e.csv", "text/csv", many_rows(100)).await.status, 202);
}

fn request(client: &Client, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {IMPORTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n\
         Content-Length: {length}\r\n\r\n",
        client.access_secret(),
        FORM,
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_form_that_is_cut_short_leaves_nothing() {
    let scene = Scene::with(&[]);
    let admin = scene.app.admin().await;
    let whole = form("e.csv", "text/csv", many_rows(5_000).as_bytes());
    for end in [whole.len() / 2, whole.len() - 10] {
        let refused: Answer = exchange(&scene.app, &request(&admin, end, &whole[..end])).await;
        refused.assert_problem(IMPORTS, 400, "malformed_body");
        assert_nothing_left(&scene, &admin).await;
    }
}

/// Who hangs up half-way gets no answer; but the begun file goes.
#[tokio::test]
async fn a_client_that_hangs_up_leaves_nothing() {
    let scene = Scene::with(&[]);
    let admin = scene.app.admin().await;
    let whole = form("e.csv", "text/csv", many_rows(50_000).as_bytes());
    let mut stream = TcpStream::connect(scene.app.address).await.unwrap();
    stream.write_all(&request(&admin, whole.len(), &whole[..whole.len() / 2])).await.unwrap();
    let begun = async {
        while scene.files().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(super::LONGEST, begun).await.expect("nothing of it arrives");
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // It may have had the answer, or been cut off.
    drop(stream.read_to_end(&mut answer).await);
    drop(stream);
    let gone = async {
        while !scene.files().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(super::LONGEST, gone).await.expect("it stays");
    assert_nothing_left(&scene, &admin).await;
}

#[tokio::test]
async fn viewers_may_not_and_their_files_are_not_read() {
    let scene = Scene::with(&[]);
    let viewer = scene.app.viewer("rui").await;
    let whole = form("e.csv", "text/csv", many_rows(1_000).as_bytes());
    // The rest never comes.
    let refused = exchange(&scene.app, &request(&viewer, whole.len(), &whole[..whole.len() / 2])).await;
    refused.assert_problem(IMPORTS, 403, "insufficient_scope");
    assert_nothing_left(&scene, &scene.app.admin().await).await;
}

#[tokio::test]
async fn a_form_brings_one_file_and_nothing_else() {
    let scene = Scene::with(&[]);
    let admin = scene.app.admin().await;
    let file = String::from_utf8(form("e.csv", "text/csv", many_rows(1).as_bytes())).unwrap();
    for (body, pointer) in [
        (file.replace("name=\"file\"", "name=\"csv\""), "/csv"),
        (file.rsplit_once("\r\n--").unwrap().0.to_owned() + "\r\n" + &file, "/file"),
    ] {
        let sent = admin.request(reqwest::Method::POST, IMPORTS).header("content-type", FORM);
        let refused = Answer::of(sent.body(body)).await;
        assert_eq!(refused.pointers(), [pointer], "{refused:?}");
    }
    let refused = admin.post(IMPORTS, &json!({"file": Value::Null})).await;
    refused.assert_problem(IMPORTS, 415, "unsupported_media_type");
    assert_nothing_left(&scene, &admin).await;
}
