//! A provider that does as it is told, without a server.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{Forecast, Place},
    ports::{ForecastError, ForecastProvider},
};
use fasttrack_weather::{Guarded, WeatherSettings};
use tokio::{sync::Notify, task::JoinHandle};

use self::Outcome::{NoPlace, Nonsense, Refused, Series, Unavailable};
use crate::support::{city, log};

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Series,
    NoPlace,
    Unavailable,
    Nonsense,
    Refused,
}

/// A provider that does as it is told, one call after the other, and the last again and again.
pub struct Scripted {
    outcomes: Mutex<VecDeque<Outcome>>,
    calls: Mutex<usize>,
    /// The call that waits at the gate: 1 is the first.
    held: Mutex<Option<usize>>,
    gate: Notify,
}

impl Scripted {
    pub fn new(outcomes: &[Outcome]) -> Arc<Self> {
        let outcomes = Mutex::new(outcomes.to_vec().into());
        Self { outcomes, calls: Mutex::default(), held: Mutex::default(), gate: Notify::new() }.into()
    }

    pub fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }

    /// Makes a call wait.
    pub fn hold(&self, call: usize) {
        *self.held.lock().unwrap() = Some(call);
    }

    /// Lets it go on.
    pub fn release(&self) {
        self.gate.notify_one();
    }
}

#[async_trait]
impl ForecastProvider for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn horizon(&self) -> TimeDelta {
        TimeDelta::days(7)
    }

    async fn series(&self, _: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        let outcome = {
            let mut outcomes = self.outcomes.lock().unwrap();
            if outcomes.len() > 1 { outcomes.pop_front() } else { outcomes.front().copied() }
        };
        let call = {
            let mut calls = self.calls.lock().unwrap();
            *calls += 1;
            *calls
        };
        let held = *self.held.lock().unwrap() == Some(call);
        if held {
            self.gate.notified().await;
        }
        match outcome.unwrap() {
            Series => Ok(Some(Vec::new())),
            NoPlace => Ok(None),
            Unavailable => Err(ForecastError::Unavailable("it is away".into())),
            Nonsense => Err(ForecastError::Nonsense("it is mad".into())),
            Refused => Err(ForecastError::Refused("it will not".into())),
        }
    }
}

pub fn guarded(provider: &Arc<Scripted>) -> Guarded {
    Guarded::new(Arc::clone(provider) as _, &WeatherSettings::default(), &log())
}

pub async fn call(guarded: &Guarded) -> Outcome {
    match guarded.series(&city("Lisboa")).await {
        Ok(Some(_)) => Series,
        Ok(None) => NoPlace,
        Err(ForecastError::Unavailable(_)) => Unavailable,
        Err(ForecastError::Nonsense(_)) => Nonsense,
        Err(ForecastError::Refused(_)) => Refused,
    }
}

/// A call that takes until it is released, begun now.
pub async fn begun(provider: &Scripted, guarded: &Arc<Guarded>) -> JoinHandle<Outcome> {
    let call_number = provider.calls() + 1;
    provider.hold(call_number);
    let guarded = Arc::clone(guarded);
    let begun = tokio::spawn(async move { call(&guarded).await });
    tokio::task::yield_now().await;
    assert_eq!(provider.calls(), call_number);
    begun
}
