use fasttrack_domain::{
    api_key::ApiKey,
    page::{Page, PageRequest},
};

use super::{ApiKeyError, ApiKeys};
use crate::context::Context;

impl ApiKeys {
    /// One's own keys, the newest first, and for a while those that have expired.
    ///
    /// # Errors
    /// [`ApiKeyError`].
    pub async fn list(&self, ctx: &Context, page: &PageRequest) -> Result<Page<ApiKey>, ApiKeyError> {
        Ok(self.queries.list(ctx.in_session()?.user_id, page).await?)
    }

    /// How many [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`ApiKeyError`].
    pub async fn count(&self, ctx: &Context) -> Result<u64, ApiKeyError> {
        Ok(self.queries.count(ctx.in_session()?.user_id).await?)
    }
}
