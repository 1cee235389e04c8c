use fasttrack_domain::ports::Announcement;
use redis::RedisResult;
use tokio::sync::{mpsc, oneshot};

use super::wire;
use crate::{
    link::Link,
    metrics::{self, Operation},
};

/// How many announcements are sent together at the most.
const TOGETHER: usize = 64;

/// What goes through the queue.
pub(crate) enum Post {
    /// Something to send.
    Announcement(Announcement),
    /// Dropped when all before it was sent, or could not be.
    Receipt(oneshot::Sender<()>),
}

/// Sends what comes out of the queue, as long as there is one.
pub(crate) async fn send(link: &Link, origin: u64, mut queue: mpsc::Receiver<Post>) {
    let channel = link.keys.bus();
    let mut waiting = Vec::with_capacity(TOGETHER);
    let mut refused = false;
    while queue.recv_many(&mut waiting, TOGETHER).await > 0 {
        let mut receipts = Vec::new();
        let mut publish = redis::pipe();
        publish.ignore_errors();
        for post in waiting.drain(..) {
            match post {
                Post::Announcement(announcement) => {
                    publish.cmd("PUBLISH").arg(&channel).arg(wire::encode(origin, announcement));
                }
                Post::Receipt(receipt) => receipts.push(receipt),
            }
        }
        if !publish.is_empty() {
            refused = publish_all(link, &publish, refused).await;
        }
        drop(receipts);
    }
}

/// Whether Redis refused some. It has answered, so what is kept there is as good as before: a Redis
/// that lets us use a cache and no channel is no reason to do without the cache.
async fn publish_all(link: &Link, publish: &redis::Pipeline, refused_before: bool) -> bool {
    let Some(answers) = link.ask::<Vec<RedisResult<u64>>>(Operation::Publish, publish).await else {
        metrics::told_nobody_else(publish.len());
        return refused_before;
    };
    let refusals: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    let Some(first) = refusals.first() else { return false };
    metrics::failed(Operation::Publish);
    metrics::told_nobody_else(refusals.len());
    if !refused_before {
        slog::warn!(link.log, "Redis does not let us tell other processes anything";
            "cause" => first.to_string());
    }
    true
}
