//! How use cases run a unit of work.

#[cfg(test)]
mod tests;

use fasttrack_domain::{
    StoreError,
    ports::{Store, UnitOfWork},
};

/// How often a unit is tried when others are in the way.
const ATTEMPTS: u32 = 3;

/// The error of a use case that writes.
pub(crate) trait UnitError: From<StoreError> {
    /// The store's error inside, if it is one.
    fn store_error(&self) -> Option<&StoreError>;
}

/// For work that has nothing to say but that the store failed.
impl UnitError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

/// Opens a unit, hands it to `work`, and starts again from the beginning, a bounded number of
/// times, when the store says that another unit was in the way. So `work` must be repeatable: no
/// effect but through the unit.
///
/// `work` owns the unit and ends it with `commit`; a path that returns without it rolls back.
/// (It owns the unit, rather than borrowing it, because the future of an async closure that
/// borrows its argument is not provably `Send` today.)
pub(crate) async fn in_unit<T, E, F, Fut>(store: &dyn Store, work: F) -> Result<T, E>
where
    E: UnitError,
    F: Fn(Box<dyn UnitOfWork>) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        let result = match store.begin().await {
            Ok(unit) => work(unit).await,
            Err(error) => Err(error.into()),
        };
        match result {
            Err(error)
                if attempt < ATTEMPTS && matches!(error.store_error(), Some(StoreError::Contention(_))) =>
            {
                attempt += 1;
            }
            result => return result,
        }
    }
}
