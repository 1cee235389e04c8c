use std::sync::Arc;

use fasttrack_domain::ports::HashingError;
use tokio::sync::Semaphore;

/// Lets slow, CPU-bound work run on blocking threads: so many at a time, so many waiting, and no
/// more.
pub(crate) struct Gate {
    /// Who runs or waits. Full means overloaded.
    admitted: Arc<Semaphore>,
    /// Who runs.
    running: Arc<Semaphore>,
}

impl Gate {
    /// Admits `concurrency` that run and `waiting` that wait for them.
    pub(crate) fn new(concurrency: usize, waiting: usize) -> Self {
        let total = concurrency.saturating_add(waiting).min(Semaphore::MAX_PERMITS);
        Self {
            admitted: Arc::new(Semaphore::new(total)),
            running: Arc::new(Semaphore::new(concurrency.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// Runs the work off the async threads.
    ///
    /// # Errors
    /// `Overloaded` at once, without waiting, when too many wait; `Failed` when the work panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let admitted =
            Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| HashingError::Overloaded)?;
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|closed| HashingError::Failed(closed.into()))?;
        tokio::task::spawn_blocking(move || {
            // The permits go with the work, not with the caller: a client that hangs up does not
            // stop the thread, and must not make room for another.
            let _permits = (admitted, running);
            work()
        })
        .await
        .map_err(|panicked| HashingError::Failed(panicked.into()))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::{Future, poll_fn},
        pin::pin,
        sync::mpsc,
        task::Poll,
    };

    use super::*;

    /// Lets a future get as far as it gets without waiting.
    async fn poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
    }

    #[tokio::test]
    async fn one_too_many_is_overloaded_until_the_first_is_done() {
        let gate = Gate::new(1, 1);
        let (release, blocked) = mpsc::channel::<()>();
        let mut first = pin!(gate.run(move || blocked.recv().is_ok()));
        let mut second = pin!(gate.run(|| 2));
        assert!(poll_once(first.as_mut()).await.is_pending());
        assert!(poll_once(second.as_mut()).await.is_pending());

        assert!(matches!(gate.run(|| 3).await, Err(HashingError::Overloaded)));

        release.send(()).unwrap();
        assert!(first.await.unwrap());
        assert_eq!(second.await.unwrap(), 2);
        assert_eq!(gate.run(|| 4).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn who_hangs_up_makes_no_room_before_the_work_is_done() {
        let gate = Gate::new(1, 0);
        let (release, blocked) = mpsc::channel::<()>();
        {
            let mut abandoned = pin!(gate.run(move || blocked.recv().is_ok()));
            assert!(poll_once(abandoned.as_mut()).await.is_pending());
        }
        assert!(matches!(gate.run(|| ()).await, Err(HashingError::Overloaded)));

        release.send(()).unwrap();
        drop(gate.admitted.acquire().await.unwrap());
        gate.run(|| ()).await.unwrap();
    }

    #[tokio::test]
    async fn who_hangs_up_while_waiting_makes_room() {
        let gate = Gate::new(1, 1);
        let (release, blocked) = mpsc::channel::<()>();
        let mut first = pin!(gate.run(move || blocked.recv().is_ok()));
        assert!(poll_once(first.as_mut()).await.is_pending());
        {
            let mut waiting = pin!(gate.run(|| ()));
            assert!(poll_once(waiting.as_mut()).await.is_pending());
        }
        let mut next = pin!(gate.run(|| ()));
        assert!(poll_once(next.as_mut()).await.is_pending());
        release.send(()).unwrap();
        next.await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_fails_and_frees_the_gate() {
        let gate = Gate::new(1, 0);
        let panicked = gate.run(|| panic!("on purpose")).await;
        assert!(matches!(panicked, Err(HashingError::Failed(_))));
        gate.run(|| ()).await.unwrap();
    }
}
