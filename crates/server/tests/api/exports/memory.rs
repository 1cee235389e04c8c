//! A file of any length takes constant memory.

use futures_util::future::join_all;
use reqwest::Method;

use super::EXPORT;
use crate::support::{Client, TestApp, process::Installation};

/// By how much the server may grow for exports.
const MOST_KIB: u64 = 32 * 1024;
/// So many at the same time that the server would be over that if it kept the files.
const READERS: usize = 2;

/// How long the file is, of which nothing is kept here either.
async fn length(client: &Client, format: &str) -> usize {
    let request = client.request(Method::GET, &format!("{EXPORT}?format={format}"));
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut length = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        length += chunk.len();
    }
    length
}

#[tokio::test]
async fn the_server_hardly_grows_with_the_length_of_an_export() {
    let here = Installation::new().with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let server = here.serve();
    let seed = here.run(&["seed", "--events", "20000"]);
    assert_eq!(seed.code, 0, "{}", seed.stderr);
    let client = Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await;
    let before = server.memory_kib("VmRSS");
    for format in ["json", "ndjson", "csv", "ics"] {
        let lengths = join_all((0..READERS).map(|_| length(&client, format))).await;
        assert!(lengths.iter().all(|length| *length > 7_000_000), "{format}: no long exports: {lengths:?}");
        // The most that it ever was.
        let grown = server.memory_kib("VmHWM").saturating_sub(before);
        assert!(grown < MOST_KIB, "{format}: grown by {grown} KiB over files of {lengths:?} bytes");
    }
    server.terminate();
}
