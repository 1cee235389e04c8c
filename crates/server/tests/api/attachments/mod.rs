//! Files that belong to events: sent, refused, fetched, made small and removed, over HTTP.

mod content;
mod lists;
mod refused;
mod removal;
mod thumbnails;

use std::time::{Duration, Instant};

use fasttrack_test_support::pictures::a_png;
use serde_json::Value;

use crate::support::{Answer, Client, TestApp, given::an_event, process::PATIENCE};

/// The attachments of an event that there is, and who owns it.
struct Scene {
    app: TestApp,
    owner: Client,
    /// Where its attachments are.
    list: String,
}

async fn scene() -> Scene {
    scene_with(&[]).await
}

async fn scene_with(settings: &[(&str, &str)]) -> Scene {
    let app = TestApp::start_with(settings);
    let owner = app.editor("ana").await;
    let event = owner.make_event(&an_event("Baile")).await;
    Scene { app, owner, list: format!("{}/attachments", event.path) }
}

impl Scene {
    /// Attaches a file, which must work.
    async fn attach(&self, file_name: &str, content: &[u8]) -> Value {
        let made = self.owner.attach(&self.list, file_name, content).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.json
    }
}

fn content_of(attachment: &Value) -> String {
    format!("/api/v1/attachments/{}/content", attachment["id"].as_str().unwrap())
}

fn thumbnail_of(attachment: &Value) -> String {
    format!("/api/v1/attachments/{}/thumbnail", attachment["id"].as_str().unwrap())
}

/// Waits for the small picture of an attachment.
async fn thumbnail(client: &Client, attachment: &Value) -> Answer {
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = client.get(&thumbnail_of(attachment)).await;
        if answer.status == 200 {
            return answer;
        }
        answer.assert_problem(&thumbnail_of(attachment), 404, "thumbnail_unavailable");
        assert!(Instant::now() < until, "there is no small picture: {answer:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The identifier of an attachment that has all that one can have.
pub async fn attachment_with_thumbnail(client: &Client, event: &str) -> String {
    let made = client.attach(&format!("{event}/attachments"), "poster.png", &a_png(400, 300)).await;
    assert_eq!(made.status, 201, "{made:?}");
    thumbnail(client, &made.json).await;
    made.json["id"].as_str().unwrap().to_owned()
}
