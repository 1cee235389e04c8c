use std::fmt;

use fasttrack_domain::{
    access::{Scope, Scopes},
    api_key::{ApiKey, ApiKeyId, ApiKeyName, ApiKeySecret},
    session::TokenHash,
    time::Timestamp,
};

use super::{ApiKeyError, ApiKeys};
use crate::{
    audit::{Author, Deed, note},
    context::Context,
    unit::in_unit,
};

/// What is decided about a new key.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What its user calls it.
    pub name: ApiKeyName,
    /// What it shall allow.
    pub scopes: Scopes,
    /// When it shall stop working; nothing means after [`ApiKeys::DEFAULT_TTL`].
    pub expires_at: Option<Timestamp>,
}

/// A key, with what it is only told now.
pub struct CreatedApiKey {
    /// The key.
    pub key: ApiKey,
    /// What its machine presents.
    pub secret: ApiKeySecret,
}

impl fmt::Debug for CreatedApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedApiKey").field("key", &self.key).finish_non_exhaustive()
    }
}

impl ApiKeys {
    /// Makes a key that allows no more than the user may do with the token of now.
    ///
    /// # Errors
    /// [`ApiKeyError`].
    pub async fn create(&self, ctx: &Context, new: NewApiKey) -> Result<CreatedApiKey, ApiKeyError> {
        let me = ctx.in_session()?;
        let NewApiKey { name, scopes, expires_at } = new;
        let beyond: Vec<Scope> = scopes.iter().filter(|scope| !me.scopes.contains(*scope)).collect();
        if !beyond.is_empty() {
            return Err(ApiKeyError::ScopesNotHeld(beyond));
        }
        let now = self.clock.now();
        let expires_at = self.expiry(expires_at, now)?;
        let random = self.opaque.generate().map_err(ApiKeyError::Secrets)?;
        let secret = ApiKeySecret::of(&random.secret).map_err(|error| ApiKeyError::Secrets(error.into()))?;
        let key = ApiKey {
            id: ApiKeyId::new(self.ids.next()),
            user_id: me.user_id,
            name,
            scopes,
            created_at: now,
            last_used_at: None,
            expires_at,
        };
        self.add(ctx, &key, &self.opaque.hash(secret.reveal())).await?;
        Ok(CreatedApiKey { key, secret })
    }

    fn expiry(&self, asked: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, ApiKeyError> {
        let latest = now.saturating_add(self.max_ttl);
        match asked {
            None => Ok(latest.min(now.saturating_add(Self::DEFAULT_TTL))),
            Some(at) if at <= now => Err(ApiKeyError::ExpiryPassed),
            Some(at) if at > latest => Err(ApiKeyError::ExpiryTooFar(latest)),
            Some(at) => Ok(at),
        }
    }

    async fn add(&self, ctx: &Context, key: &ApiKey, hash: &TokenHash) -> Result<(), ApiKeyError> {
        in_unit(&*self.store, async |mut unit| {
            // Held, so that nobody adds another one while these are counted.
            unit.users().find(key.user_id).await?.ok_or(ApiKeyError::UserGone)?;
            if unit.api_keys().count_live(key.user_id, key.created_at).await? >= self.max_per_user {
                return Err(ApiKeyError::TooMany);
            }
            unit.api_keys().add(key, hash).await?;
            let deed = Deed::ApiKeyCreated(key.id, key.scopes);
            note(&mut *unit, &*self.ids, Author::of(ctx), key.created_at, deed).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
