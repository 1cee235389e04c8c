//! Writes counted views now and then.

use std::{sync::Arc, time::Duration};

use fasttrack_application::events::ViewCounts;
use slog::{Logger, warn};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Flushes until told to stop. What cannot be written now stays counted for the next time.
pub(super) async fn flush_every(
    period: Duration,
    views: Arc<ViewCounts>,
    logger: Logger,
    stop: CancellationToken,
) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick is at once.
    ticks.tick().await;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = views.flush().await {
            warn!(logger, "cannot write views now"; "error" => ?error);
        }
    }
}
