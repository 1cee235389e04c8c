use std::{
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{metrics, settings::WeatherSettings};

/// Decides whether a provider is asked, by what became of those who asked.
pub(super) struct Breaker {
    provider: &'static str,
    failures: NonZeroU32,
    pause: Duration,
    max_pause: Duration,
    standing: Mutex<Standing>,
}

struct Standing {
    state: State,
    /// Counts the changes of state: who asked before the last one has nothing to say about now.
    period: u64,
}

enum State {
    /// All may ask. So many in a row had no answer.
    Closed { failures: u32 },
    /// Nobody may, until then.
    Open { until: Instant, pause: Duration },
    /// One is asking; the others may not. If that comes to nothing, it was the end of this pause.
    HalfOpen { pause: Duration },
}

/// A change that operators are told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    /// For how long.
    Opened(Duration),
    Closed,
}

/// That one may ask. Dropped, it was not used.
#[must_use]
pub(super) struct Leave<'a> {
    breaker: &'a Breaker,
    period: u64,
    /// The pause that it may end.
    ends: Option<Duration>,
}

impl Breaker {
    pub(super) fn new(provider: &'static str, settings: &WeatherSettings) -> Self {
        metrics::breaker_state(provider, 0);
        Self {
            provider,
            failures: settings.breaker_failures,
            pause: settings.breaker_pause.min(settings.breaker_max_pause),
            max_pause: settings.breaker_max_pause,
            standing: Mutex::new(Standing { state: State::Closed { failures: 0 }, period: 0 }),
        }
    }

    /// Leave to ask, or for how long there is none.
    pub(super) fn ask(&self) -> Result<Leave<'_>, Duration> {
        let mut standing = self.standing();
        let ends = match standing.state {
            State::Closed { .. } => None,
            State::Open { until, pause } => {
                let wait = until.saturating_duration_since(Instant::now());
                if !wait.is_zero() {
                    return Err(wait);
                }
                self.turn_to(&mut standing, State::HalfOpen { pause });
                Some(pause)
            }
            // As long as the one takes; nobody knows.
            State::HalfOpen { .. } => return Err(Duration::ZERO),
        };
        Ok(Leave { breaker: self, period: standing.period, ends })
    }

    fn open(&self, standing: &mut Standing, pause: Duration) -> Turn {
        let pause = pause.min(self.max_pause);
        self.turn_to(standing, State::Open { until: Instant::now() + pause, pause });
        Turn::Opened(pause)
    }

    fn turn_to(&self, standing: &mut Standing, state: State) {
        let shown = match state {
            State::Closed { .. } => 0,
            State::HalfOpen { .. } => 1,
            State::Open { .. } => 2,
        };
        metrics::breaker_state(self.provider, shown);
        *standing = Standing { state, period: standing.period.wrapping_add(1) };
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Leave<'_> {
    pub(super) fn answered(self) -> Option<Turn> {
        let mut standing = self.breaker.standing();
        if standing.period != self.period {
            return None;
        }
        match &mut standing.state {
            State::Closed { failures } => {
                *failures = 0;
                None
            }
            State::Open { .. } => None,
            State::HalfOpen { .. } => {
                self.breaker.turn_to(&mut standing, State::Closed { failures: 0 });
                Some(Turn::Closed)
            }
        }
    }

    /// `wish` is for how long the provider wants to be left alone, if it said so.
    pub(super) fn unavailable(self, wish: Option<Duration>) -> Option<Turn> {
        let breaker = self.breaker;
        let mut standing = breaker.standing();
        if standing.period != self.period {
            return None;
        }
        let pause = match &mut standing.state {
            State::Closed { failures } => {
                *failures += 1;
                if *failures < breaker.failures.get() && wish.is_none() {
                    return None;
                }
                breaker.pause
            }
            State::Open { .. } => return None,
            State::HalfOpen { pause } => pause.saturating_mul(2),
        };
        Some(breaker.open(&mut standing, wish.map_or(pause, |wish| wish.max(pause))))
    }
}

/// Whoever gave up before there was an answer has learnt nothing: the next one may ask.
impl Drop for Leave<'_> {
    fn drop(&mut self) {
        let Some(pause) = self.ends else { return };
        let mut standing = self.breaker.standing();
        if standing.period == self.period {
            self.breaker.turn_to(&mut standing, State::Open { until: Instant::now(), pause });
        }
    }
}
