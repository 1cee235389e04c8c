use fasttrack_domain::ports::Announcement;
use tokio::sync::mpsc;

use super::wire;
use crate::{
    link::Link,
    metrics::{self, Operation},
};

/// How many announcements are sent together at the most.
const TOGETHER: usize = 64;

/// Sends what comes out of the queue, as long as there is one.
pub(crate) async fn send(link: &Link, origin: u64, mut queue: mpsc::Receiver<Announcement>) {
    let channel = link.keys.bus();
    let mut waiting = Vec::with_capacity(TOGETHER);
    while queue.recv_many(&mut waiting, TOGETHER).await > 0 {
        let count = waiting.len();
        let mut publish = redis::pipe();
        for announcement in waiting.drain(..) {
            publish.cmd("PUBLISH").arg(&channel).arg(wire::encode(origin, announcement)).ignore();
        }
        if link.ask::<()>(Operation::Publish, &publish).await.is_none() {
            metrics::told_nobody_else(count);
        }
    }
}
