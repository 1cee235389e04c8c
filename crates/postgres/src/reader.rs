//! Connections that any number of callers read on at once.
//!
//! Their statements are sent without waiting for one another's answers, and Postgres answers them in
//! that order: so no transactions here, and a slow statement holds up those behind it.
//!
//! A connection that broke is found so before the next statement is sent, which then goes by another.
//! What was under way on it fails as unavailable, and is not sent again: of the server that let it down,
//! nobody knows whether it is there for a second try, and the caller was promised an answer in time.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::QueryResult;
use fasttrack_domain::StoreError;
use tokio::{runtime::Handle, sync::watch, task::AbortHandle};

use crate::{
    answer::{self, LONGEST_STATEMENT, PATIENCE, Silence, within},
    connection::{Connection, establish_shared},
    errors::store_error,
    health::Health,
    settings::{OpenError, PostgresSettings},
};

/// What a statement has at the least that had to wait for its connection: by default, connecting may
/// take the rest of the time in which anybody is told.
const AFTER_CONNECTING: Duration = Duration::from_millis(750);

/// A few connections, each opened with the first that needs it, and again after it broke.
pub(crate) struct Readers {
    settings: PostgresSettings,
    health: Health,
    /// The runtime on which they are driven, whoever needs them first: theirs may end before that.
    home: Handle,
    slots: Vec<Slot>,
    turn: AtomicUsize,
}

impl Readers {
    pub(crate) fn new(settings: &PostgresSettings, health: &Health, home: &Handle) -> Self {
        let slots = (0..settings.read_connections.max(1)).map(|_| Slot::default()).collect();
        Self {
            settings: settings.clone(),
            health: health.clone(),
            home: home.clone(),
            slots,
            turn: AtomicUsize::new(0),
        }
    }

    /// The connection whose turn it is. Waits no longer than connecting may take: all who need it wait
    /// for the same attempt.
    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        let asked = Instant::now();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.slots.len();
        let slot = self.slots.get(turn).ok_or_else(|| StoreError::Backend("there is no such slot".into()))?;
        let mut attempt = slot.attempt(|outcome| self.connect(outcome));
        let ended = attempt.wait_for(Option::is_some).await;
        match ended.as_deref() {
            Ok(Some(Ok(shared))) => Ok(Reader::new(shared, asked.elapsed())),
            Ok(Some(Err(error))) => Err(StoreError::Unavailable(Arc::clone(error).into())),
            // The runtime of the store has ended.
            Ok(None) | Err(_) => Err(StoreError::Unavailable("connecting was cut off".into())),
        }
    }

    /// In a task of its own: it goes on when whoever asked for it goes away.
    fn connect(&self, outcome: watch::Sender<Option<Outcome>>) {
        let (settings, health) = (self.settings.clone(), self.health.clone());
        self.home.spawn(async move {
            let opened = establish_shared(&settings).await;
            health.connecting_ended(opened.is_ok());
            let opened = opened.map(|(connection, driver)| Shared::new(connection, driver, health));
            outcome.send_replace(Some(opened.map(Arc::new).map_err(Arc::new)));
        });
    }
}

type Outcome = Result<Arc<Shared>, Arc<OpenError>>;
type Attempt = watch::Receiver<Option<Outcome>>;

/// The place of one connection: the last attempt to open it.
#[derive(Default)]
struct Slot(Mutex<Option<Attempt>>);

impl Slot {
    /// The last attempt, if it is under way or its connection works, else a new one.
    fn attempt(&self, start: impl FnOnce(watch::Sender<Option<Outcome>>)) -> Attempt {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = last.as_ref().filter(|attempt| is_of_use(attempt)) {
            return attempt.clone();
        }
        let (outcome, attempt) = watch::channel(None);
        start(outcome);
        last.insert(attempt).clone()
    }
}

fn is_of_use(attempt: &Attempt) -> bool {
    match &*attempt.borrow() {
        Some(Ok(shared)) => shared.works(),
        Some(Err(_)) => false,
        None => attempt.has_changed().is_ok(),
    }
}

/// One of the connections, for one statement.
pub(crate) struct Reader {
    shared: Arc<Shared>,
    patience: Duration,
}

impl Reader {
    /// Of all the time that there is, some may have gone with waiting for the connection.
    fn new(shared: &Arc<Shared>, waited: Duration) -> Self {
        let patience = PATIENCE.saturating_sub(waited).max(AFTER_CONNECTING);
        Self { shared: Arc::clone(shared), patience }
    }

    /// What a statement is sent on, as `statement.load(&mut reader.connection())`.
    pub(crate) fn connection(&self) -> &Connection {
        &self.shared.connection
    }

    /// The answer to a statement on this connection, in time.
    pub(crate) async fn answered<T>(
        &self,
        statement: impl Future<Output = QueryResult<T>> + Send,
    ) -> Result<T, StoreError> {
        self.shared.within(self.patience, statement).await?.map_err(store_error)
    }

    /// The one row that a statement on this connection finds, if there is one.
    pub(crate) async fn found<T>(
        &self,
        statement: impl Future<Output = QueryResult<T>> + Send,
    ) -> Result<Option<T>, StoreError> {
        answer::found(self.shared.within(self.patience, statement).await?)
    }
}

struct Shared {
    connection: Connection,
    /// The task between the connection and its socket. It ends with the socket, and the other way
    /// round: then all who wait get an error.
    driver: AbortHandle,
    opened: Instant,
    /// How many answers there were.
    heard: AtomicU64,
    health: Health,
}

impl Shared {
    fn new(connection: Connection, driver: AbortHandle, health: Health) -> Self {
        Self { connection, driver, opened: Instant::now(), heard: AtomicU64::new(0), health }
    }

    async fn within<T>(
        &self,
        patience: Duration,
        statement: impl Future<Output = T> + Send,
    ) -> Result<T, Silence> {
        let (sent, heard) = (Instant::now(), self.heard.load(Ordering::Relaxed));
        let answer = within(patience, statement).await;
        if answer.is_ok() {
            self.heard.fetch_add(1, Ordering::Relaxed);
        } else if sent.elapsed() > LONGEST_STATEMENT && self.heard.load(Ordering::Relaxed) == heard {
            // Not one that Postgres still works on, and not one of many that were slow: nobody has had an
            // answer in all that time. What this connection still carries nobody knows.
            self.driver.abort();
            self.health.silent_since(sent);
        }
        answer
    }

    fn works(&self) -> bool {
        !self.driver.is_finished() && !self.health.suspects(self.opened)
    }
}

/// At once, whatever is still under way: nobody waits for it.
impl Drop for Shared {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
