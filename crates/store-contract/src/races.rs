//! Racing units of work.

use std::{future::Future, sync::Arc};

use fasttrack_domain::StoreError;
use tokio::{sync::Barrier, task::JoinSet};

/// How often a unit is tried again when another is in the way; the use cases do it less often.
const TRIES: usize = 50;

/// Runs as many tasks at once, all starting at one barrier, and gives what they gave, in any order.
/// A task that meets contention starts again from its beginning.
pub(crate) async fn race<T, F>(
    tasks: usize,
    task: impl Fn(usize) -> F + Send + Sync + 'static,
) -> Vec<Result<T, StoreError>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send,
{
    let task = Arc::new(task);
    let barrier = Arc::new(Barrier::new(tasks));
    let mut running = JoinSet::new();
    for i in 0..tasks {
        let (task, barrier) = (Arc::clone(&task), Arc::clone(&barrier));
        running.spawn(async move {
            barrier.wait().await;
            for _ in 1..TRIES {
                match task(i).await {
                    Err(StoreError::Contention(_)) => {}
                    done => return done,
                }
            }
            task(i).await
        });
    }
    running.join_all().await
}

/// How many succeeded; the others must have met this conflict.
#[macro_export]
#[doc(hidden)]
macro_rules! winners {
    ($results:expr, $constraint:ident) => {{
        let (won, lost): (Vec<_>, Vec<_>) = $results.into_iter().partition(Result::is_ok);
        for result in lost {
            $crate::assert_conflict!(result, $constraint);
        }
        won.len()
    }};
}
