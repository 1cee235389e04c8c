use async_trait::async_trait;

use crate::{
    StoreError,
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    time::Timestamp,
};

/// Keeps answers under the keys of their requests, in the unit that carries the request out: so the
/// answer is there when its effect is, and never without it.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait IdempotencyRepository: Send {
    /// Takes a key: nobody else has it until the unit ends, and nobody after that if it is committed.
    /// What was kept under it is given instead, unless that has expired; then the unit may go on.
    ///
    /// A unit that has the key is waited for, for a bounded time.
    ///
    /// # Errors
    /// [`StoreError::Contention`] when that unit does not end in time, `Conflict` with `UserUnknown`.
    async fn claim(&mut self, claim: &KeyClaim) -> Result<Option<KeptAnswer>, StoreError>;

    /// Keeps the answer under a key that this unit has claimed. A unit is not to be committed without.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails, or the key was not claimed.
    async fn keep(&mut self, key: &RequestKey, answer: &StoredAnswer) -> Result<(), StoreError>;

    /// Removes what expired before an instant, `most` at the most; tells how much.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError>;
}
