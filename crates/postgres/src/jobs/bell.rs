//! Hearing of new jobs, from whichever process.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel_async::SimpleAsyncConnection as _;
use fasttrack_domain::error::Cause;
use futures_util::StreamExt as _;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{
    answer::Answered as _,
    connection::{Connection, Purpose, establish},
    settings::PostgresSettings,
};

/// Rings whoever waits, with the commit of the unit that says it.
pub(crate) const RING: &str = "NOTIFY fasttrack_jobs";

const LISTEN: &str = "LISTEN fasttrack_jobs";

/// How long after a connection broke, or could not be opened, it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// After so long without a sound, the connection is asked whether it still works: one whose other end is
/// gone without a word says nothing for ever.
const QUIET: Duration = Duration::from_secs(10);

/// Listens on a connection of its own, from the first time that somebody waits. While the database is
/// away nobody hears anything, and that is all.
pub(crate) struct Bell {
    settings: PostgresSettings,
    /// How often it rang.
    rung: Arc<watch::Sender<u64>>,
    /// How often it had rung when somebody heard it last.
    heard: AtomicU64,
    listener: Mutex<Option<JoinHandle<()>>>,
}

impl Bell {
    pub(crate) fn new(settings: &PostgresSettings) -> Self {
        Self {
            settings: settings.clone(),
            rung: Arc::default(),
            heard: AtomicU64::default(),
            listener: Mutex::default(),
        }
    }

    /// Returns when it rings, and after this time in any case.
    pub(crate) async fn wait(&self, most: Duration) {
        self.listen();
        let mut rung = self.rung.subscribe();
        let before = *rung.borrow_and_update();
        if self.heard.swap(before, Ordering::Relaxed) == before && timeout(most, rung.changed()).await.is_ok()
        {
            self.heard.store(*rung.borrow(), Ordering::Relaxed);
        }
    }

    /// The task lives on the runtime that started it, and may have gone with it.
    fn listen(&self) {
        let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        if listener.as_ref().is_none_or(JoinHandle::is_finished) {
            *listener = Some(tokio::spawn(keep_listening(self.settings.clone(), Arc::clone(&self.rung))));
        }
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        let listener = self.listener.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = listener.take() {
            task.abort();
        }
    }
}

async fn keep_listening(settings: PostgresSettings, rung: Arc<watch::Sender<u64>>) {
    loop {
        // Why it ended, whoever works with the database finds out as well, and tells.
        drop(listen(&settings, &rung).await);
        sleep(PAUSE).await;
    }
}

/// Listens until the connection breaks.
async fn listen(settings: &PostgresSettings, rung: &watch::Sender<u64>) -> Result<(), Cause> {
    let mut connection = establish(settings, Purpose::Listening).await?;
    connection.batch_execute(LISTEN).answered().await?;
    // Nobody knows what was said before.
    ring(rung);
    loop {
        match timeout(QUIET, heard(&mut connection)).await {
            Ok(Some(())) => ring(rung),
            Ok(None) => return Ok(()),
            Err(_quiet) => connection.batch_execute("SELECT 1").answered().await?,
        }
    }
}

/// The next notification; `None` when there will be none any more.
async fn heard(connection: &mut Connection) -> Option<()> {
    let mut notifications = pin!(connection.notifications_stream());
    notifications.next().await?.ok().map(drop)
}

/// Rings those who wait; when nobody does, the next one who comes: it may have looked before this, and
/// not have begun to wait yet.
fn ring(rung: &watch::Sender<u64>) {
    rung.send_modify(|times| *times += 1);
}
