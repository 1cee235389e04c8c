use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_application::{Changes, forecasts::Forecasts, jobs::Task};
use fasttrack_domain::{
    error::Cause,
    event::EventId,
    forecast::{Forecast, ForecastSubject, Place, SubjectVersion},
    job::{Job, JobId, JobState},
    page::Page,
    ports::{ForecastError, ForecastProvider, MockEventQueries, MockForecastQueries},
    version::Version,
};
use fasttrack_test_support::{FakeBus, FakeCache, SequentialIds, instant, unique_id};
use fasttrack_worker::{
    Handlers,
    handlers::{RefreshForecast, SweepForecasts},
};

use crate::scene::Scene;

type Answer = Result<Option<Vec<Forecast>>, ForecastError>;

/// Answers so, whatever it is asked, and counts how often it is.
struct Provider<F> {
    answer: F,
    asked: Arc<Mutex<u32>>,
}

#[async_trait]
impl<F: Fn() -> Answer + Send + Sync> ForecastProvider for Provider<F> {
    fn name(&self) -> &'static str {
        "stub"
    }

    fn horizon(&self) -> TimeDelta {
        TimeDelta::days(10)
    }

    async fn series(&self, _: &Place) -> Answer {
        *self.asked.lock().unwrap() += 1;
        (self.answer)()
    }
}

fn subject(city: &str) -> ForecastSubject {
    ForecastSubject {
        event_id: EventId::new(unique_id()),
        version: SubjectVersion { event: Version::FIRST, venue: None },
        starts_at: instant("2030-01-05T20:00:00Z"),
        place: Place { city: city.parse().unwrap(), coordinates: None },
    }
}

/// The handlers of forecasts where these events are to come.
fn handlers(
    scene: &Scene,
    subjects: Vec<ForecastSubject>,
    answer: impl Fn() -> Answer + Send + Sync + 'static,
) -> (Handlers, Arc<Mutex<u32>>) {
    let (mut queries, first) = (MockForecastQueries::new(), subjects.first().cloned());
    queries.expect_subject().returning(move |_| Ok(first.clone()));
    queries
        .expect_without_fresh()
        .returning(move |_, _, _, _| Ok(Page { items: subjects.clone(), next: None }));
    let asked: Arc<Mutex<u32>> = Arc::default();
    let forecasts = Forecasts {
        store: scene.memory.clone(),
        queries: Arc::new(queries),
        cached: Arc::new(MockEventQueries::new()),
        provider: Arc::new(Provider { answer, asked: asked.clone() }),
        changes: Changes { bus: Arc::new(FakeBus::default()), cache: Arc::new(FakeCache::default()) },
        clock: scene.clock.clone(),
        ids: Arc::new(SequentialIds::default()),
        lately: Arc::default(),
        refresh_after: Forecasts::DEFAULT_REFRESH_AFTER,
    };
    let handlers = Handlers::default()
        .with(Task::REFRESH_FORECAST, RefreshForecast::TIMEOUT, RefreshForecast(forecasts.clone()))
        .with(Task::SweepForecasts.kind(), SweepForecasts::TIMEOUT, SweepForecasts(forecasts));
    (handlers, asked)
}

fn job_of(task: &Task) -> Job {
    let job = task.job(JobId::new(unique_id()), instant("2030-01-01T12:00:00Z"));
    Job { max_attempts: 3, ..job }
}

fn refresh() -> Job {
    job_of(&Task::RefreshForecast(EventId::new(unique_id())))
}

#[tokio::test(start_paused = true)]
async fn a_refresh_ends_its_job_by_itself() {
    let scene = Scene::new();
    let (handlers, asked) = handlers(&scene, Vec::new(), || Ok(None));
    let _worker = scene.start(handlers);
    let id = scene.add(&refresh()).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    assert_eq!(job.result.as_deref(), Some(r#"{"outcome":"no_weather"}"#));
    assert_eq!(*asked.lock().unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_away_is_asked_again_later_and_one_that_refuses_is_not() {
    type Failing = fn(Cause) -> ForecastError;
    let failures = [
        (ForecastError::Unavailable as Failing, 3, "the forecast provider is unavailable"),
        (ForecastError::Nonsense, 3, "the forecast provider answers nonsense"),
        (ForecastError::Refused, 1, "the forecast provider refuses"),
    ];
    for (failure, attempts, error) in failures {
        for task in [refresh(), job_of(&Task::SweepForecasts)] {
            let scene = Scene::new();
            let answer = move || Err(failure("a secret of the provider".into()));
            let subjects = (0..Forecasts::MAX_REFUSALS).map(|n| subject(&format!("City {n}"))).collect();
            let (handlers, _) = handlers(&scene, subjects, answer);
            let _worker = scene.start(handlers);
            let id = scene.add(&task).await;
            let job = scene.ended(id).await;
            assert_eq!((job.state, job.attempts), (JobState::Dead, attempts), "{job:?}");
            assert_eq!(job.last_error.as_deref(), Some(error));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_sweep_says_what_it_did() {
    let scene = Scene::new();
    let (handlers, asked) = handlers(&scene, ["Atlantis", "Avalon"].map(subject).to_vec(), || Ok(None));
    let _worker = scene.start(handlers);
    let id = scene.add(&job_of(&Task::SweepForecasts)).await;
    let job = scene.ended(id).await;
    assert_eq!(job.state, JobState::Succeeded);
    let result = serde_json::from_str::<serde_json::Value>(job.result.as_deref().unwrap()).unwrap();
    let expected = serde_json::json!({"asked": 2, "fetched": 0, "unknown_places": 2, "refused": 0});
    assert_eq!(result, expected);
    assert_eq!(job.progress.map(|progress| (progress.done, progress.total)), Some((2, None)));
    assert_eq!(*asked.lock().unwrap(), 2);
}
