//! Writes counted views now and then, and when API keys were used.

use std::{sync::Arc, time::Duration};

use fasttrack_application::{api_keys::KeyUses, events::ViewCounts};
use slog::{Logger, warn};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Flushes both until told to stop. What cannot be written now stays noted for the next time.
pub(super) async fn flush_every(
    period: Duration,
    views: Arc<ViewCounts>,
    key_uses: Arc<KeyUses>,
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
        if let Err(error) = key_uses.flush().await {
            warn!(logger, "cannot write the uses of API keys now"; "error" => ?error);
        }
    }
}
