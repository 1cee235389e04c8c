//! Serving and working side by side, in one process.

use anyhow::{Context as _, ensure};
use slog::{Logger, error};
use tokio_util::sync::CancellationToken;

/// Runs both until both have ended, and tells how. When one ends, by whatever cause, the other is told
/// to stop: a process that does half of its work would look well to whoever asks.
pub(super) async fn together(
    serving: impl Future<Output = anyhow::Result<()>>,
    working: Option<impl Future<Output = ()> + Send + 'static>,
    stop: &CancellationToken,
) -> [anyhow::Result<()>; 2] {
    let serving = async {
        let ended = serving.await;
        stop.cancel();
        ended
    };
    let working = async {
        let Some(working) = working else { return Ok(()) };
        let ended = tokio::spawn(working).await;
        let was_told = stop.is_cancelled();
        stop.cancel();
        ended.context("the worker failed")?;
        ensure!(was_told, "the worker ended by itself");
        Ok(())
    };
    tokio::join!(serving, working).into()
}

/// The first failure; those after it are only logged.
///
/// # Errors
/// When there is one.
pub(super) fn first_failure(
    ends: impl IntoIterator<Item = anyhow::Result<()>>,
    logger: &Logger,
) -> anyhow::Result<()> {
    let mut failures = ends.into_iter().filter_map(Result::err);
    let first = failures.next();
    for other in failures {
        error!(logger, "stopping: this failed, too"; "error" => ?other);
    }
    first.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::{future::Future, time::Duration};

    use anyhow::anyhow;
    use slog::{Discard, Logger, o};
    use tokio::time::timeout;
    use tokio_util::sync::CancellationToken;

    use super::{first_failure, together};

    /// What both said in the end. Each is given what tells it to stop.
    async fn ends<S, W>(
        serving: impl FnOnce(CancellationToken) -> S,
        working: impl FnOnce(CancellationToken) -> W,
    ) -> [Option<String>; 2]
    where
        S: Future<Output = anyhow::Result<()>>,
        W: Future<Output = ()> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let both = together(serving(stop.clone()), Some(working(stop.clone())), &stop);
        let ended = timeout(Duration::from_secs(5), both).await.unwrap();
        ended.map(|end| end.err().map(|error| format!("{error:#}")))
    }

    #[tokio::test]
    async fn a_worker_that_dies_ends_the_serving() {
        let serve = |stop: CancellationToken| async move {
            stop.cancelled().await;
            Ok(())
        };
        let [served, worked] = ends(serve, |_| async { panic!("no hands") }).await;
        assert_eq!(served, None);
        assert!(worked.unwrap().contains("no hands"));

        let [served, worked] = ends(serve, |_| async {}).await;
        assert_eq!((served, worked), (None, Some("the worker ended by itself".to_owned())));
    }

    #[tokio::test]
    async fn serving_that_fails_ends_the_worker() {
        let work = |stop: CancellationToken| async move { stop.cancelled().await };
        let [served, worked] = ends(|_| async { Err(anyhow!("no socket")) }, work).await;
        assert_eq!((served, worked), (Some("no socket".to_owned()), None));
    }

    #[test]
    fn of_several_failures_the_first_is_told() {
        let logger = Logger::root(Discard, o!());
        assert!(first_failure([Ok(()), Ok(())], &logger).is_ok());
        let failed = first_failure([Ok(()), Err(anyhow!("one")), Err(anyhow!("two"))], &logger);
        assert_eq!(failed.unwrap_err().to_string(), "one");
    }
}
