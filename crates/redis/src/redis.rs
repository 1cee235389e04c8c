use std::sync::Arc;

use async_trait::async_trait;
use deadpool_redis::{Manager, Pool, Runtime};
use fasttrack_domain::ports::Dependency;
use redis::AsyncConnectionConfig;
use slog::Logger;
use tokio::task::JoinSet;

use crate::{
    link::{self, Link},
    metrics::Operation,
    settings::{RedisSettings, SettingsError},
    tls,
};

/// A Redis, whether it is there or not. Clones are the same one.
#[derive(Clone)]
pub struct Redis {
    pub(crate) link: Arc<Link>,
    /// Ends with the last clone.
    _keeper: Arc<JoinSet<()>>,
}

impl Redis {
    /// Connects, or tries to: it goes on trying as long as a clone of this lives. Takes as long as
    /// one attempt may, so that who starts beside a Redis that is there starts with it.
    ///
    /// # Errors
    /// Only what no Redis could mend: [`SettingsError`].
    pub async fn connect(settings: RedisSettings, log: &Logger) -> Result<Self, SettingsError> {
        let client = tls::client(&settings)?;
        let random = getrandom::u64().map_err(|error| SettingsError::Random(error.into()))?;
        // Time is up when that of the whole question is, see `Link::ask_pooled`.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let manager = Manager::new_with_config(client.get_connection_info().clone(), config);
        let manager = manager.map_err(|error| SettingsError::Url(error.into()))?;
        let pool = Pool::builder(manager).max_size(settings.pool_size).runtime(Runtime::Tokio1).build();
        let pool = pool.map_err(|error| SettingsError::Url(error.into()))?;
        let link = Arc::new(Link::new(client, pool, settings, log.clone(), random));
        if let Err(failure) = link.come_back().await {
            slog::warn!(log, "Redis does not answer: starting without it"; "cause" => failure.to_string());
        }
        let mut keeper = JoinSet::new();
        let kept = Arc::clone(&link);
        keeper.spawn(async move { link::keep(&kept).await });
        Ok(Self { link, _keeper: Arc::new(keeper) })
    }
}

#[async_trait]
impl Dependency for Redis {
    fn name(&self) -> &'static str {
        "redis"
    }

    /// Whether it answers, and every bus on it hears the other processes.
    async fn answers(&self) -> bool {
        let mut ping = redis::pipe();
        ping.cmd("PING").ignore();
        let answer: Option<()> = self.link.ask(Operation::Ping, &ping).await;
        answer.is_some() && self.link.deaf.is_nobody()
    }
}
