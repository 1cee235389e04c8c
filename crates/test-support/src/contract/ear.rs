use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::ports::{Announcement, Bus, Listener, News};
use tokio::{sync::Notify, time::timeout};

/// How long an announcement may take.
const SOON: Duration = Duration::from_secs(10);

/// Remembers what it hears.
#[derive(Default)]
pub(super) struct Ear {
    heard: Mutex<Vec<Announcement>>,
    more: Notify,
}

impl Ear {
    /// One that listens on this bus.
    pub(super) fn on(bus: &Arc<dyn Bus>) -> Arc<Self> {
        let ear = Arc::new(Self::default());
        bus.subscribe(ear.clone());
        ear
    }

    /// What was announced so far.
    pub(super) fn heard(&self) -> Vec<Announcement> {
        self.heard.lock().unwrap().clone()
    }

    /// What was announced, as soon as there are that many announcements.
    pub(super) async fn hears(&self, count: usize) -> Vec<Announcement> {
        let enough = async {
            loop {
                let more = self.more.notified();
                let heard = self.heard();
                if heard.len() >= count {
                    return heard;
                }
                more.await;
            }
        };
        timeout(SOON, enough).await.unwrap_or_else(|_| panic!("heard only {:?}", self.heard()))
    }
}

impl Listener for Ear {
    fn hear(&self, news: &News) {
        if let News::Announced(announcement) = news {
            self.heard.lock().unwrap().push(*announcement);
            self.more.notify_one();
        }
    }
}
