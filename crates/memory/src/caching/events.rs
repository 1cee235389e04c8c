use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventId, EventSort, EventStats, EventStatus, EventView, StatsGroup, Visibility},
    page::{Limit, Page, PageRequest},
    ports::{Announcement, CacheGroup, EventQueries, Listener, News},
    time::Timestamp,
    user::{Email, UserId},
};
use futures_util::FutureExt as _;
use moka::future::Cache;

use super::{CacheSettings, SharedAnswers, flights::Flights};
use crate::generations::Generations;

/// Answers about events: one event from memory, what is coming, what is popular and figures from
/// the shared cache. Lists and counts go to the store: no two readers ask for the same.
pub struct CachedEventQueries {
    store: Arc<dyn EventQueries>,
    shared: SharedAnswers,
    ttl: Duration,
    by_id: Cache<EventId, Kept>,
    generations: Generations,
    flights: Flights<(EventId, u64), Option<Arc<EventView>>>,
}

/// What the store said.
#[derive(Clone)]
struct Kept {
    view: Arc<EventView>,
    /// When it was asked.
    since: Instant,
    /// The generation of the event when the question was put.
    generation: u64,
}

impl CachedEventQueries {
    /// The longest that one event is kept: so long may what another process changed go unseen,
    /// when nothing is heard of it.
    pub const MAX_TTL: Duration = Duration::from_millis(500);

    /// A cache in front of the store; a longer `ttl` than [`Self::MAX_TTL`] is cut. It has to be
    /// subscribed to the bus.
    #[must_use]
    pub fn new(store: Arc<dyn EventQueries>, shared: SharedAnswers, settings: CacheSettings) -> Self {
        let ttl = settings.ttl.min(Self::MAX_TTL);
        Self {
            store,
            shared,
            ttl,
            by_id: Cache::builder()
                .max_capacity(settings.capacity)
                .weigher(|_, kept: &Kept| weight(&kept.view))
                .time_to_live(ttl)
                .build(),
            generations: Generations::new(),
            flights: Flights::new(ttl),
        }
    }

    /// The answer kept, if it may still be used.
    async fn kept(&self, id: EventId, generation: u64) -> Option<EventView> {
        let kept = self.by_id.get(&id).await?;
        let usable = kept.generation == generation && kept.since.elapsed() < self.ttl;
        usable.then(|| EventView::clone(&kept.view))
    }
}

// Keys are made of `Debug`: it names every member, so none can be left out of a key.
#[async_trait]
impl EventQueries for CachedEventQueries {
    async fn find(&self, id: EventId) -> Result<Option<EventView>, StoreError> {
        let generation = self.generations.current(id.uuid());
        if let Some(view) = self.kept(id, generation).await {
            return Ok(Some(view));
        }
        let ask = || {
            let (store, by_id, since) = (Arc::clone(&self.store), self.by_id.clone(), Instant::now());
            async move {
                let view = store.find(id).await?.map(Arc::new);
                // Only what is there: a new event is seen at once. Whether it is still true is asked
                // at every use, not here: between a check and this write the event could change.
                if let Some(view) = view.clone() {
                    by_id.insert(id, Kept { view, since, generation }).await;
                }
                Ok(view)
            }
            .boxed()
        };
        let view = self.flights.share((id, generation), ask).await?;
        Ok(view.map(Arc::unwrap_or_clone))
    }

    async fn list(
        &self,
        filter: &EventFilter,
        sort: EventSort,
        page: &PageRequest,
    ) -> Result<Page<EventView>, StoreError> {
        self.store.list(filter, sort, page).await
    }

    async fn count(&self, filter: &EventFilter) -> Result<u64, StoreError> {
        self.store.count(filter).await
    }

    /// What has begun since it was asked goes on coming for as long as the answer is kept.
    async fn upcoming(&self, now: Timestamp, limit: Limit) -> Result<Vec<EventView>, StoreError> {
        let ask = || {
            let store = Arc::clone(&self.store);
            async move { store.upcoming(now, limit).await }.boxed()
        };
        self.shared.get(CacheGroup::Events, format!("upcoming {limit:?}"), ask).await
    }

    async fn popular(&self, limit: Limit) -> Result<Vec<EventView>, StoreError> {
        let ask = || {
            let store = Arc::clone(&self.store);
            async move { store.popular(limit).await }.boxed()
        };
        self.shared.get(CacheGroup::Events, format!("popular {limit:?}"), ask).await
    }

    async fn stats(
        &self,
        filter: &EventFilter,
        group: StatsGroup,
        page: &PageRequest,
    ) -> Result<Page<EventStats>, StoreError> {
        let Some(filter) = seen_by_all(filter) else {
            return self.store.stats(filter, group, page).await;
        };
        let key = format!("stats {group:?} {filter:?} {page:?}");
        let ask = || {
            let (store, page) = (Arc::clone(&self.store), page.clone());
            async move { store.stats(&filter, group, &page).await }.boxed()
        };
        self.shared.get(CacheGroup::Events, key, ask).await
    }

    async fn calendar(
        &self,
        user: UserId,
        email: &Email,
        since: Timestamp,
        limit: Limit,
    ) -> Result<Vec<EventView>, StoreError> {
        self.store.calendar(user, email, since, limit).await
    }
}

impl Listener for CachedEventQueries {
    fn hear(&self, news: &News) {
        match news {
            News::Announced(Announcement::EventChanged(id)) => self.generations.advance(id.uuid()),
            News::Announced(Announcement::EventsChanged) | News::Missed => self.generations.advance_all(),
            News::Announced(Announcement::SessionEnded(_) | Announcement::ApiKeysChanged) => {}
        }
    }
}

/// How many bytes an event takes, roughly: its texts, which may be long, and what has a fixed size.
fn weight(view: &EventView) -> u32 {
    const FIXED: usize = 1_024;
    let details = &view.event.details;
    let texts = details.title.as_str().len() + details.description.as_str().len();
    u32::try_from(FIXED + texts).unwrap_or(u32::MAX)
}

/// The same question without regard to who asks, if every reader gets the same answer: no draft
/// fits.
fn seen_by_all(filter: &EventFilter) -> Option<EventFilter> {
    let without_drafts = filter.visible == Visibility::NoDrafts
        || matches!(filter.status, Some(EventStatus::Published | EventStatus::Cancelled));
    without_drafts.then(|| EventFilter { visible: Visibility::NoDrafts, ..filter.clone() })
}
