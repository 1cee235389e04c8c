//! The connection that is shared by all, its loss and its return.
//!
//! Every failure policy of this crate is here. A failure of any kind gives up the connection on
//! which it happened, and there is none until [`keep`] has made a new one in the background, and
//! every group of the cache was forgotten on it in time. Whoever asks meanwhile is told at once.
//! Only who found no place in our own queues gives up nothing: that is no failure of Redis.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use deadpool_redis::Pool;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, Pipeline, aio::MultiplexedConnection};
use slog::Logger;
use tokio::{
    runtime::Handle,
    sync::Notify,
    time::{sleep, timeout},
};

use crate::{
    bus::Deaf,
    cache::{self, Alone},
    clock::Clock,
    failure::Failure,
    keys::Keys,
    metrics::{self, Operation},
    settings::RedisSettings,
};

pub(crate) struct Link {
    pub(crate) client: Client,
    /// Connections for scripts.
    pub(crate) pool: Pool,
    pub(crate) keys: Keys,
    pub(crate) settings: RedisSettings,
    pub(crate) log: Logger,
    /// The runtime that drives the connections.
    pub(crate) home: Handle,
    pub(crate) alone: Alone,
    pub(crate) deaf: Deaf,
    standing: RwLock<Standing>,
    lost: Notify,
    numbers: AtomicU64,
}

/// How we stand with Redis.
enum Standing {
    /// It failed, or was never there.
    Away,
    /// It is there, and about to forget what was kept. Only who adds to what is forgotten may ask.
    Returning(Live),
    /// It answers.
    Here(Live),
}

/// A connection, which everybody uses at the same time.
#[derive(Clone)]
pub(crate) struct Live {
    connection: MultiplexedConnection,
    pub(crate) clock: Arc<Clock>,
    /// So that a late failure of a connection does not take away the one after it.
    number: u64,
}

impl Link {
    /// `first_number` is random: see [`Link::number`]. Its home is the runtime that makes it.
    pub(crate) fn new(
        client: Client,
        pool: Pool,
        settings: RedisSettings,
        log: Logger,
        first_number: u64,
    ) -> Self {
        Self {
            client,
            pool,
            keys: Keys::new(&settings.namespace),
            settings,
            log,
            home: Handle::current(),
            alone: Alone::default(),
            deaf: Deaf::default(),
            standing: RwLock::new(Standing::Away),
            lost: Notify::new(),
            numbers: AtomicU64::new(first_number),
        }
    }

    /// A number that no other call got, here or in another process, and that is below 2^63.
    ///
    /// Each process counts from a random place, so it does not matter what Redis remembers: one
    /// that lost its memory, or came back with an old one, does not hand out a number again.
    pub(crate) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed) & (u64::MAX >> 1)
    }

    /// The connection, if Redis answers.
    pub(crate) fn here(&self) -> Option<Live> {
        match &*self.standing.read().unwrap_or_else(PoisonError::into_inner) {
            Standing::Here(live) => Some(live.clone()),
            Standing::Away | Standing::Returning(_) => None,
        }
    }

    /// The connection for who makes Redis forget: as long as nobody is given what it keeps, that is
    /// also asked for on the connection that is not everybody's yet.
    pub(crate) fn here_or_returning(&self) -> Option<Live> {
        match &*self.standing.read().unwrap_or_else(PoisonError::into_inner) {
            Standing::Here(live) | Standing::Returning(live) => Some(live.clone()),
            Standing::Away => None,
        }
    }

    /// Asks Redis, if it answers. `None` when it does not, or not in time.
    pub(crate) async fn ask<T: FromRedisValue>(
        &self,
        operation: Operation,
        commands: &Pipeline,
    ) -> Option<T> {
        self.ask_on(&self.here()?, operation, commands).await
    }

    /// Asks Redis on this connection.
    pub(crate) async fn ask_on<T: FromRedisValue>(
        &self,
        live: &Live,
        operation: Operation,
        commands: &Pipeline,
    ) -> Option<T> {
        let mut connection = live.connection.clone();
        let answer = async { Ok(commands.query_async(&mut connection).await?) };
        self.in_time(live.number, operation, answer).await
    }

    /// What is asked on a connection of the pool, if Redis answers.
    pub(crate) async fn ask_pooled<T>(
        &self,
        operation: Operation,
        answer: impl Future<Output = Result<T, Failure>>,
    ) -> Option<T> {
        let number = self.here()?.number;
        self.in_time(number, operation, answer).await
    }

    async fn in_time<T>(
        &self,
        number: u64,
        operation: Operation,
        answer: impl Future<Output = Result<T, Failure>>,
    ) -> Option<T> {
        match timeout(self.settings.response_timeout, answer).await.map_err(Failure::from).flatten() {
            Ok(answer) => Some(answer),
            Err(Failure::Busy) => {
                metrics::failed(operation);
                None
            }
            Err(failure) => {
                self.lose(number, operation, &failure);
                None
            }
        }
    }

    /// Gives up a connection, unless that has happened already.
    fn lose(&self, number: u64, operation: Operation, failure: &Failure) {
        metrics::failed(operation);
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        match &*standing {
            Standing::Here(live) | Standing::Returning(live) if live.number == number => {}
            _ => return,
        }
        *standing = Standing::Away;
        self.alone.advance_all();
        drop(standing);
        slog::warn!(self.log, "Redis does not answer: going on without it";
            "operation" => operation.as_str(), "cause" => failure.to_string());
        self.lost.notify_one();
    }

    /// Makes a connection, and makes Redis forget what is kept. Whether that went well.
    pub(crate) async fn come_back(&self) -> Result<(), Failure> {
        let number = self.number();
        let done = self.connect_and_forget(number).await;
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        match (&*standing, &done) {
            (Standing::Returning(live), Ok(())) if live.number == number => {
                *standing = Standing::Here(live.clone());
                Ok(())
            }
            _ => {
                *standing = Standing::Away;
                metrics::failed(Operation::Connect);
                done.and(Err(Failure::Late))
            }
        }
    }

    async fn connect_and_forget(&self, number: u64) -> Result<(), Failure> {
        let Self { settings, client, .. } = self;
        // Nobody waits on the connection longer than `in_time` allows.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connecting = client.get_multiplexed_async_connection_with_config(&config);
        let mut connection = timeout(settings.connect_timeout, connecting).await??;
        let live = Live { connection: connection.clone(), clock: Arc::default(), number };
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Standing::Returning(live);
        let forget = cache::forget_all(self);
        timeout(settings.response_timeout, forget.exec_async(&mut connection)).await??;
        // Those are from before, and as good as what was lost.
        self.pool.retain(|_, _| false);
        Ok(())
    }

    fn is_away(&self) -> bool {
        matches!(*self.standing.read().unwrap_or_else(PoisonError::into_inner), Standing::Away)
    }
}

/// Makes a new connection whenever there is none; never ends.
pub(crate) async fn keep(link: &Link) {
    loop {
        while link.is_away() {
            sleep(link.settings.pause).await;
            if link.come_back().await.is_ok() {
                slog::info!(link.log, "Redis answers");
            }
        }
        link.lost.notified().await;
    }
}
