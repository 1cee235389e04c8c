//! Whether the server is there, as far as anybody has seen.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::watch;

/// How often the server is asked whether it is there, while somebody waits for it without sending
/// anything himself. Small beside the quarter of a second that the patience of statements leaves.
pub(crate) const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);

/// What all connections of a store know together.
///
/// A server that stops closes its connections, and each finds out by itself. One that freezes, or
/// whose network is cut, only falls silent: who waited for it in vain tells the others here, so that
/// they need not find out one by one.
#[derive(Clone, Default)]
pub(crate) struct Health(Arc<watch::Sender<Seen>>);

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    down: bool,
    connected: Option<Instant>,
    silent: Option<Instant>,
    asked: Option<Instant>,
}

impl Health {
    /// An attempt to connect has ended.
    pub(crate) fn connecting_ended(&self, opened: bool) {
        self.0.send_modify(|seen| {
            seen.down = !opened;
            if opened {
                seen.connected = Some(Instant::now());
            }
        });
    }

    /// A statement got no answer, which was sent at this instant. It is the connection that is dead, not
    /// the server, if somebody has connected since.
    pub(crate) fn silent_since(&self, sent: Instant) {
        self.0.send_modify(|seen| {
            seen.down |= seen.connected.is_none_or(|connected| connected < sent);
            seen.silent = seen.silent.max(Some(sent));
        });
    }

    /// Whether nobody has asked the server for a sign of life of late. Of all who want to know, the one
    /// who hears that it is so asks.
    pub(crate) fn is_to_be_asked(&self) -> bool {
        let mut turn = false;
        self.0.send_if_modified(|seen| {
            turn = seen.asked.is_none_or(|asked| asked.elapsed() >= BETWEEN_QUESTIONS);
            if turn {
                seen.asked = Some(Instant::now());
            }
            // Nothing was seen.
            false
        });
        turn
    }

    /// Whether the last that was seen of the server is that it is gone.
    pub(crate) fn is_down(&self) -> bool {
        self.0.borrow().down
    }

    /// Returns once the server is gone.
    pub(crate) async fn down(&self) {
        // Fails without a sender, which `self` is.
        drop(self.0.subscribe().wait_for(|seen| seen.down).await);
    }

    /// Whether a connection that was opened at this instant may be as dead as another one of its time.
    pub(crate) fn suspects(&self, opened: Instant) -> bool {
        self.0.borrow().silent.is_some_and(|silent| opened < silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_who_want_to_know_one_asks() {
        let health = Health::default();
        assert!(health.is_to_be_asked());
        assert!(!health.is_to_be_asked());
    }

    #[test]
    fn who_is_silent_is_down_unless_somebody_has_connected_since() {
        let (health, start) = (Health::default(), Instant::now());
        let sent = start + Duration::from_millis(1);
        health.silent_since(sent);
        assert!(health.is_down());
        assert!(health.suspects(start) && !health.suspects(sent));

        health.connecting_ended(true);
        health.silent_since(start);
        assert!(!health.is_down());
        // What was known of later connections stays known.
        assert!(health.suspects(start));
        health.connecting_ended(false);
        assert!(health.is_down());
    }
}
