//! The bus between processes: one channel, on which everybody says what happened.

mod hearing;
mod listeners;
mod outbox;
mod subscription;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use fasttrack_domain::ports::{Announcement, Bus, Listener, News};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::timeout,
};

use crate::{Redis, metrics};
pub(crate) use hearing::Deaf;
use hearing::Hearing;
use listeners::Listeners;
use outbox::Post;

/// The bus port on Redis, for all processes that share it.
///
/// What is announced here is told here first, then queued, and sent in the background. It does not
/// reach the others when the queue is full or Redis does not answer: nobody waits for that, and it
/// is not sent later, when those who missed it have long forgotten what it was about.
pub struct RedisBus {
    listeners: Arc<Listeners>,
    outbox: mpsc::Sender<Post>,
    /// Those that send and hear; they end with the bus.
    _tasks: JoinSet<()>,
    redis: Redis,
}

impl RedisBus {
    /// Starts to listen, and sends what is announced from then on. Takes as long as one attempt to
    /// listen may, so that who starts beside a Redis that is there hears the others from the start.
    pub async fn start(redis: &Redis) -> Self {
        let link = &redis.link;
        let listeners = Arc::new(Listeners::default());
        // By this, everybody knows what they said themselves.
        let origin = link.number();
        let (outbox, queue) = mpsc::channel(link.settings.bus_queue.max(1));
        let mut tasks = JoinSet::new();
        let sending = Arc::clone(link);
        tasks.spawn(async move { outbox::send(&sending, origin, queue).await });
        let first = subscription::subscribe(link).await;
        let hearing = Hearing::new(link, first.is_ok());
        let (listening, told) = (Arc::clone(link), Arc::clone(&listeners));
        tasks.spawn(async move { subscription::listen(&listening, first, hearing, origin, &told).await });
        Self { listeners, outbox, _tasks: tasks, redis: redis.clone() }
    }
}

#[async_trait]
impl Bus for RedisBus {
    fn publish(&self, announcement: Announcement) {
        self.listeners.tell(&News::Announced(announcement));
        if self.outbox.try_send(Post::Announcement(announcement)).is_err() {
            metrics::told_nobody_else(1);
        }
    }

    fn subscribe(&self, listener: Arc<dyn Listener>) {
        self.listeners.add(listener);
    }

    async fn flush(&self) {
        let (receipt, sent) = oneshot::channel();
        let flushing = async {
            if self.outbox.send(Post::Receipt(receipt)).await.is_ok() {
                // It is never answered, only dropped.
                drop(sent.await);
            }
        };
        drop(timeout(self.redis.link.settings.response_timeout, flushing).await);
    }
}
