mod breaker;

use std::{error::Error as _, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{Forecast, Place},
    ports::{ForecastError, ForecastProvider},
};
use slog::Logger;

use self::breaker::{Breaker, Turn};
use crate::{http::LeaveAlone, metrics, settings::WeatherSettings};

/// A provider that is left alone when it does not answer, or what makes no sense, and asked again
/// after a while: by one first, and by all when that one has an answer.
///
/// Whoever asks meanwhile is told at once that it is unavailable. A provider that says for how long
/// it wants to be left alone is left alone at once, and for at least as long, within bounds.
pub struct Guarded {
    inner: Arc<dyn ForecastProvider>,
    breaker: Breaker,
    log: Logger,
}

impl Guarded {
    /// Guards a provider, by the `breaker_…` settings.
    #[must_use]
    pub fn new(inner: Arc<dyn ForecastProvider>, settings: &WeatherSettings, log: &Logger) -> Self {
        let breaker = Breaker::new(inner.name(), settings);
        let log = log.new(slog::o!("provider" => inner.name()));
        Self { inner, breaker, log }
    }

    fn report(&self, turn: Option<Turn>, error: Option<&ForecastError>) {
        match turn {
            Some(Turn::Opened(pause)) => {
                slog::warn!(self.log, "the forecast provider does not answer: leaving it alone";
                    "seconds" => pause.as_secs_f64(), "cause" => error.map(chain));
            }
            Some(Turn::Closed) => slog::info!(self.log, "the forecast provider answers"),
            None => {}
        }
    }
}

/// The provider was not asked.
#[derive(Debug, thiserror::Error)]
#[error("the provider is left alone, for {0:?} at least")]
struct LeftAlone(Duration);

#[async_trait]
impl ForecastProvider for Guarded {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn horizon(&self) -> TimeDelta {
        self.inner.horizon()
    }

    async fn series(&self, place: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        let leave = self.breaker.ask().map_err(|wait| {
            metrics::not_asked(self.name());
            ForecastError::Unavailable(LeftAlone(wait).into())
        })?;
        let asked = self.inner.series(place).await;
        metrics::asked(self.name(), &asked);
        let turn = match &asked {
            Err(ForecastError::Unavailable(cause) | ForecastError::Nonsense(cause)) => {
                leave.unavailable(cause.downcast_ref().map(|wish: &LeaveAlone| wish.span))
            }
            // Who refuses answers, too.
            Ok(_) | Err(ForecastError::Refused(_)) => leave.answered(),
        };
        self.report(turn, asked.as_ref().err());
        asked
    }
}

/// An error and what caused it, in one line.
fn chain(error: &ForecastError) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}
