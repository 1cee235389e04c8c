//! Files that are sent by a form, and what becomes of them in the folder of the server.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use reqwest::Method;

use super::{Answer, Client, TestApp, process::PATIENCE};

/// The media type of [`form`].
pub const FORM: &str = "multipart/form-data; boundary=a-line-that-no-file-has";

/// A form that brings a file.
pub fn form(file_name: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    part(&format!("form-data; name=\"file\"; filename=\"{file_name}\""), content_type, content)
}

/// A form of one part, with this disposition.
pub fn part(disposition: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--a-line-that-no-file-has\r\nContent-Disposition: {disposition}\r\n\
         Content-Type: {content_type}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--a-line-that-no-file-has--\r\n"].concat()
}

impl Client {
    /// Sends a file.
    pub async fn upload(
        &self,
        path: &str,
        file_name: &str,
        content_type: &str,
        content: impl AsRef<[u8]>,
    ) -> Answer {
        self.send_form(path, form(file_name, content_type, content.as_ref())).await
    }

    /// Attaches a file, as PNG, whatever it is.
    pub async fn attach(&self, path: &str, file_name: &str, content: &[u8]) -> Answer {
        self.upload(path, file_name, "image/png", content).await
    }

    /// Sends what is said to be a form.
    pub async fn send_form(&self, path: &str, body: Vec<u8>) -> Answer {
        Answer::of(self.request(Method::POST, path).header("content-type", FORM).body(body)).await
    }
}

impl TestApp {
    /// The files of all blobs, those that are being written included, without what they are below.
    pub fn blobs(&self) -> Vec<String> {
        let root = self.folder().join("data/blobs");
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }

    /// Waits until there are so many files of blobs.
    pub async fn until_blobs(&self, number: usize) {
        let until = Instant::now() + PATIENCE;
        while self.blobs().len() != number {
            assert!(Instant::now() < until, "not {number}: {:?}", self.blobs());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    // What is removed meanwhile is not there.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.push(path.strip_prefix(root).unwrap().display().to_string());
        }
    }
}
