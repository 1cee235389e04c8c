mod read;
mod refresh;
mod request;
mod sweep;

use std::{collections::VecDeque, sync::Mutex};

use async_trait::async_trait;
use fasttrack_domain::{
    event::{Event, EventCounters, EventId, EventView},
    forecast::{EventForecast, Forecast, ForecastSubject, Place, SubjectVersion},
    job::{FencingToken, JobId, Lease},
    ports::{ForecastError, MockEventQueries, MockForecastQueries},
    user::User,
};
use fasttrack_test_support::{
    FakeStore, FixedClock, SequentialIds, a_forecast, a_user, an_event, instant, unique_id,
};

use super::*;
use crate::{
    context::Context,
    testing::{by, must_be_send, unheard, untouched_store},
};

/// The clock of [`forecasts`].
const NOW: &str = "2030-01-01T12:00:00Z";
/// Within the horizon of [`Scripted`].
const SOON: &str = "2030-01-05T20:00:00Z";

type Answer = Result<Option<Vec<Forecast>>, ForecastError>;

/// Looks ten days ahead, answers as it was told to, and remembers where it was asked about.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Place>>,
}

impl Scripted {
    fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() })
    }

    fn cities(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|place| place.city.to_string()).collect()
    }
}

#[async_trait]
impl ForecastProvider for Scripted {
    fn name(&self) -> &'static str {
        "stub"
    }

    fn horizon(&self) -> TimeDelta {
        TimeDelta::days(10)
    }

    async fn series(&self, place: &Place) -> Answer {
        self.asked.lock().unwrap().push(place.clone());
        self.answers.lock().unwrap().pop_front().expect("it is asked more often than the test says")
    }
}

/// That of [`a_forecast`], for this instant.
fn series(at: &str) -> Vec<Forecast> {
    vec![a_forecast(instant(at), instant(NOW)).forecast]
}

fn fetched() -> EventForecast {
    a_forecast(instant(SOON), instant(NOW))
}

fn away() -> ForecastError {
    ForecastError::Unavailable("away".into())
}

fn refused() -> ForecastError {
    ForecastError::Refused("no".into())
}

fn forecasts(store: Arc<FakeStore>, provider: Arc<Scripted>) -> Forecasts {
    Forecasts {
        store,
        queries: Arc::new(MockForecastQueries::new()),
        cached: Arc::new(MockEventQueries::new()),
        provider,
        changes: unheard(),
        clock: Arc::new(FixedClock::at(instant(NOW))),
        ids: Arc::new(SequentialIds::default()),
        lately: Arc::default(),
        refresh_after: TimeDelta::hours(6),
    }
}

fn an_owner() -> (User, Context) {
    let owner = a_user("owner").editor().build();
    let ctx = by(&owner);
    (owner, ctx)
}

fn some_event(owner: &User) -> Event {
    an_event(owner).starts(SOON).build()
}

fn seen(event: &Event, forecast: Option<EventForecast>) -> EventView {
    EventView { event: event.clone(), counters: EventCounters::default(), venue: None, forecast }
}

fn subject(event: &Event) -> ForecastSubject {
    ForecastSubject {
        event_id: event.id,
        version: SubjectVersion { event: event.version, venue: None },
        starts_at: event.details.schedule.starts_at(),
        place: Place { city: event.details.city.clone(), coordinates: None },
    }
}

fn some_lease() -> Lease {
    Lease { job_id: JobId::new(unique_id()), token: FencingToken(1) }
}

#[test]
fn every_use_case_can_move_between_threads() {
    let forecasts = forecasts(untouched_store(), Arc::default());
    let (ctx, id) = (an_owner().1, EventId::new(unique_id()));
    let lease = some_lease();
    must_be_send(forecasts.get(&ctx, id));
    must_be_send(forecasts.request_refresh(&ctx, id));
    must_be_send(forecasts.refresh(id, &lease));
    must_be_send(forecasts.sweep(|_| {}));
}

#[test]
fn the_horizon_begins_now_and_holds_its_last_instant() {
    let (now, horizon) = (instant(NOW), TimeDelta::days(10));
    for (at, expected) in [
        ("2030-01-01T11:59:59.999999Z", false),
        (NOW, true),
        ("2030-01-11T12:00:00Z", true),
        ("2030-01-11T12:00:00.000001Z", false),
    ] {
        assert_eq!(is_foreseeable(instant(at), now, horizon), expected, "{at}");
    }
    assert!(is_foreseeable(instant("9999-12-31T23:59:59Z"), now, TimeDelta::MAX));
}
