use std::sync::Arc;

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    page::{Page, PageRequest},
    ports::{CacheGroup, VenueQueries},
    venue::{Venue, VenueFilter, VenueId},
};
use futures_util::FutureExt as _;

use super::SharedAnswers;

/// Answers about venues from the shared cache. All of it is for every reader.
pub struct CachedVenueQueries {
    store: Arc<dyn VenueQueries>,
    shared: SharedAnswers,
}

impl CachedVenueQueries {
    /// A cache in front of the store.
    #[must_use]
    pub const fn new(store: Arc<dyn VenueQueries>, shared: SharedAnswers) -> Self {
        Self { store, shared }
    }
}

// Keys are made of `Debug`: it names every member, so none can be left out of a key.
#[async_trait]
impl VenueQueries for CachedVenueQueries {
    async fn find(&self, id: VenueId) -> Result<Option<Venue>, StoreError> {
        let ask = || {
            let store = Arc::clone(&self.store);
            async move { store.find(id).await }.boxed()
        };
        self.shared.get(CacheGroup::Venues, format!("find {id}"), ask).await
    }

    async fn list(&self, filter: &VenueFilter, page: &PageRequest) -> Result<Page<Venue>, StoreError> {
        let ask = || {
            let (store, filter, page) = (Arc::clone(&self.store), filter.clone(), page.clone());
            async move { store.list(&filter, &page).await }.boxed()
        };
        self.shared.get(CacheGroup::Venues, format!("list {filter:?} {page:?}"), ask).await
    }

    async fn count(&self, filter: &VenueFilter) -> Result<u64, StoreError> {
        let ask = || {
            let (store, filter) = (Arc::clone(&self.store), filter.clone());
            async move { store.count(&filter).await }.boxed()
        };
        self.shared.get(CacheGroup::Venues, format!("count {filter:?}"), ask).await
    }
}
