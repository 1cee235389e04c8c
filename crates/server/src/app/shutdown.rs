//! How the operating system ends the process.

use std::{io, process};

use slog::{Logger, info};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// What a shell reports of a process that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Cancels `stop` at SIGTERM or Ctrl-C. After that, Ctrl-C ends the process at once: somebody at
/// a terminal does not want to wait.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn on_signal(stop: CancellationToken, logger: Logger) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        info!(logger, "stopping"; "signal" => name);
        stop.cancel();
        if interrupt.recv().await.is_some() {
            process::exit(INTERRUPTED);
        }
    });
    Ok(())
}
