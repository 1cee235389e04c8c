//! Forms that bring a file.

use reqwest::Method;

use super::{Answer, Client};

const BOUNDARY: &str = "a-line-that-is-in-no-file";

/// The media type of [`form`].
pub fn media_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A form with one file.
pub fn form(name: &str, content_type: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {content_type}\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

impl Client {
    /// Sends a file.
    pub async fn upload(&self, path: &str, name: &str, content_type: &str, file: impl AsRef<[u8]>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", media_type());
        Answer::of(request.body(form(name, content_type, file.as_ref()))).await
    }
}
