use std::{sync::Arc, time::Duration};

use fasttrack_domain::{
    StoreError,
    ports::{Cache, CacheGroup, Lookup},
};
use futures_util::{FutureExt as _, future::BoxFuture};

use super::{
    codec::{FORMAT, Stored},
    flights::Flights,
};

/// What is asked, and the generation of the cache when whoever asks looked there.
type Question = (String, u64);

/// Answers through the cache that processes may share. Cheap to clone.
#[derive(Clone)]
pub struct SharedAnswers {
    cache: Arc<dyn Cache>,
    ttl: Duration,
    flights: Arc<Flights<Question, Arc<[u8]>>>,
}

impl SharedAnswers {
    /// The longest that an answer may be used: so long may what another process changed go unseen
    /// when the two do not share a cache.
    pub const MAX_TTL: Duration = Duration::from_secs(1);

    /// Answers that are used for `ttl` at the most, which is cut at [`Self::MAX_TTL`].
    #[must_use]
    pub fn new(cache: Arc<dyn Cache>, ttl: Duration) -> Self {
        let ttl = ttl.min(Self::MAX_TTL);
        Self { cache, ttl, flights: Arc::new(Flights::new(ttl)) }
    }

    /// What is kept under this key, else what the store says.
    pub(super) async fn get<T: Stored>(
        &self,
        group: CacheGroup,
        question: String,
        ask: impl FnOnce() -> BoxFuture<'static, Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let key = format!("{FORMAT} {question}");
        let vacancy = match self.cache.get(group, &key).await {
            Lookup::Hit(bytes) => match T::decode(&bytes) {
                Ok(value) => return Ok(value),
                // Somebody else wrote there.
                Err(_) => return ask().await,
            },
            Lookup::Miss(vacancy) => vacancy,
        };
        // Who looked after an invalidation must not join a question from before it.
        let flight = (format!("{}:{key}", group.as_str()), vacancy.generation);
        let (cache, ttl) = (Arc::clone(&self.cache), self.ttl);
        let bytes = self.flights.share(flight, || {
            let answer = ask();
            async move {
                let bytes = answer.await?.encode().map_err(|error| StoreError::Backend(error.into()))?;
                cache.put(group, &key, vacancy, &bytes, ttl).await;
                Ok(bytes.into())
            }
            .boxed()
        });
        T::decode(&bytes.await?).map_err(StoreError::Backend)
    }
}
