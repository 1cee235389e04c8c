use fasttrack_domain::api_key::ApiKeyId;

use super::{ApiKeyError, ApiKeys};
use crate::{
    audit::{Author, Deed, note},
    context::Context,
    unit::in_unit,
};

impl ApiKeys {
    /// Takes one of one's own keys away; it fails at once.
    ///
    /// # Errors
    /// [`ApiKeyError::NotFound`] for somebody else's, and for one that is gone.
    pub async fn revoke(&self, ctx: &Context, id: ApiKeyId) -> Result<(), ApiKeyError> {
        let me = ctx.in_session()?;
        let outcome = in_unit(&*self.store, async |mut unit| {
            if !unit.api_keys().delete(id, me.user_id).await? {
                return Err(ApiKeyError::NotFound);
            }
            let deed = Deed::ApiKeyRevoked(id);
            note(&mut *unit, &*self.ids, Author::of(ctx), self.clock.now(), deed).await?;
            unit.commit().await?;
            Ok(())
        })
        .await;
        // A commit that was not answered may have been carried out.
        if !matches!(outcome, Err(ApiKeyError::NotFound)) {
            self.changes.api_keys_changed();
        }
        outcome
    }
}
