use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use fasttrack_domain::ports::ForecastProvider as _;
use fasttrack_weather::{Guarded, OpenMeteo, WeatherSettings};
use slog::{Drain, Logger, OwnedKVList, Record, o};
use tokio::time::{advance, pause, resume};

use crate::{
    open_meteo::FORECAST,
    scripted::{
        Outcome::{NoPlace, Nonsense, Refused, Series, Unavailable},
        Scripted, begun, call, guarded,
    },
    stub::{Reply, Stub},
    support::{lisboa, log, settings, told},
};

const S: Duration = Duration::from_secs(1);

/// So many failed calls, which open it.
async fn opened(provider: &Arc<Scripted>) -> Guarded {
    let guarded = guarded(provider);
    for _ in 0..5 {
        assert_eq!(call(&guarded).await, Unavailable);
    }
    guarded
}

#[tokio::test(start_paused = true)]
async fn five_calls_in_a_row_without_an_answer_open_it() {
    let provider = Scripted::new(&[Unavailable]);
    let guarded = opened(&provider).await;
    for _ in 0..10 {
        let error = guarded.series(&lisboa()).await.unwrap_err();
        let (later, words) = told(&error);
        assert!(later && words.contains("left alone, for 30s"), "{words}");
    }
    assert_eq!(provider.calls(), 5);
}

/// It is a fault of the provider's, whether it says nothing or what makes no sense.
#[tokio::test(start_paused = true)]
async fn nonsense_is_no_answer() {
    let provider = Scripted::new(&[Nonsense, Unavailable, Nonsense, Unavailable, Nonsense, Nonsense, Series]);
    let guarded = guarded(&provider);
    for _ in 0..10 {
        call(&guarded).await;
    }
    assert_eq!(provider.calls(), 5, "it is left alone");
    advance(30 * S).await;
    assert_eq!((call(&guarded).await, provider.calls()), (Nonsense, 6));
    advance(30 * S).await;
    assert_eq!((call(&guarded).await, provider.calls()), (Unavailable, 6), "for twice as long");
    advance(30 * S).await;
    assert_eq!((call(&guarded).await, provider.calls()), (Series, 7));
    assert_eq!((call(&guarded).await, provider.calls()), (Series, 8));
}

#[tokio::test(start_paused = true)]
async fn any_answer_begins_the_row_anew() {
    for answer in [Series, NoPlace, Refused] {
        let mut script = vec![Unavailable; 4];
        script.push(answer);
        script.extend([Unavailable; 4]);
        script.push(Series);
        let provider = Scripted::new(&script);
        let guarded = guarded(&provider);
        for outcome in &script {
            assert_eq!(call(&guarded).await, *outcome);
        }
        assert_eq!(provider.calls(), script.len());
    }
}

#[tokio::test(start_paused = true)]
async fn after_its_pause_one_is_let_through_and_an_answer_closes_it() {
    for answer in [Series, NoPlace, Refused] {
        let mut script = vec![Unavailable; 5];
        script.extend([answer, Unavailable]);
        let provider = Scripted::new(&script);
        let guarded = opened(&provider).await;
        advance(30 * S - Duration::from_millis(1)).await;
        assert_eq!((call(&guarded).await, provider.calls()), (Unavailable, 5));
        advance(Duration::from_millis(1)).await;
        assert_eq!((call(&guarded).await, provider.calls()), (answer, 6));
        // It is as closed as it was at first.
        for calls in 7..=11 {
            assert_eq!((call(&guarded).await, provider.calls()), (Unavailable, calls));
        }
        call(&guarded).await;
        assert_eq!(provider.calls(), 11);
        advance(30 * S).await;
        call(&guarded).await;
        assert_eq!(provider.calls(), 12, "the pause is the first one again");
    }
}

#[tokio::test(start_paused = true)]
async fn each_pause_is_twice_the_last_up_to_the_longest() {
    let provider = Scripted::new(&[Unavailable]);
    let guarded = opened(&provider).await;
    for (n, pause) in [30, 60, 120, 240, 480, 600, 600, 600].into_iter().enumerate() {
        advance(pause * S - Duration::from_millis(1)).await;
        call(&guarded).await;
        assert_eq!(provider.calls(), 5 + n, "{pause}");
        advance(Duration::from_millis(1)).await;
        call(&guarded).await;
        assert_eq!(provider.calls(), 6 + n, "{pause}");
    }
}

#[tokio::test(start_paused = true)]
async fn while_one_is_asking_the_others_are_told_at_once() {
    let mut script = vec![Unavailable; 5];
    script.push(Series);
    let provider = Scripted::new(&script);
    let guarded = Arc::new(opened(&provider).await);
    advance(30 * S).await;
    let first = begun(&provider, &guarded).await;
    for _ in 0..10 {
        assert_eq!(call(&guarded).await, Unavailable);
    }
    assert_eq!(provider.calls(), 6);
    provider.release();
    assert_eq!(first.await.unwrap(), Series);
    assert_eq!((call(&guarded).await, provider.calls()), (Series, 7));
}

/// Else nobody would ever ask again.
#[tokio::test(start_paused = true)]
async fn when_the_one_gives_up_the_next_may_ask() {
    let mut script = vec![Unavailable; 6];
    script.push(Series);
    let provider = Scripted::new(&script);
    let guarded = opened(&provider).await;
    advance(30 * S).await;
    provider.hold(6);
    let given_up = tokio::time::timeout(S, call(&guarded)).await;
    assert!(given_up.is_err() && provider.calls() == 6);
    assert_eq!((call(&guarded).await, provider.calls()), (Series, 7));
}

/// It was asked when all was well, and says nothing about afterwards.
#[tokio::test(start_paused = true)]
async fn a_late_answer_does_not_close_it() {
    let mut script = vec![Series];
    script.extend([Unavailable; 5]);
    let provider = Scripted::new(&script);
    let guarded = Arc::new(guarded(&provider));
    let slow = begun(&provider, &guarded).await;
    for _ in 0..5 {
        call(&guarded).await;
    }
    provider.release();
    assert_eq!(slow.await.unwrap(), Series);
    assert_eq!((call(&guarded).await, provider.calls()), (Unavailable, 6));
}

#[tokio::test(start_paused = true)]
async fn a_late_failure_does_not_count() {
    let mut script = vec![Unavailable; 6];
    script.extend([Series, Unavailable]);
    let provider = Scripted::new(&script);
    let guarded = Arc::new(guarded(&provider));
    let slow = begun(&provider, &guarded).await;
    for _ in 0..5 {
        call(&guarded).await;
    }
    advance(30 * S).await;
    assert_eq!(call(&guarded).await, Series);
    provider.release();
    assert_eq!(slow.await.unwrap(), Unavailable);
    for calls in 8..=12 {
        call(&guarded).await;
        assert_eq!(provider.calls(), calls);
    }
}

#[tokio::test]
async fn a_provider_that_wants_to_be_left_alone_is() {
    for (wish, for_s) in [("90", 90), ("1", 30), ("86400", 600)] {
        let stub =
            Stub::says([Reply::with(429, &[("retry-after", wish)], ""), Reply::json(200, FORECAST)]).await;
        let settings = settings(&stub);
        let guarded = Guarded::new(Arc::new(OpenMeteo::new(&settings).unwrap()), &settings, &log());
        guarded.series(&lisboa()).await.unwrap_err();
        pause();
        advance(for_s * S - S).await;
        guarded.series(&lisboa()).await.unwrap_err();
        assert_eq!(stub.questions().len(), 1, "{wish}");
        advance(S).await;
        resume();
        guarded.series(&lisboa()).await.unwrap().unwrap();
        assert_eq!(stub.questions().len(), 2, "{wish}");
    }
}

#[tokio::test(start_paused = true)]
async fn how_many_and_how_long_are_settings() {
    let provider = Scripted::new(&[Unavailable]);
    let settings = WeatherSettings {
        breaker_failures: NonZeroU32::MIN,
        breaker_pause: 7 * S,
        breaker_max_pause: 10 * S,
        ..WeatherSettings::default()
    };
    let guarded = Guarded::new(Arc::clone(&provider) as _, &settings, &log());
    for (wait, calls) in [(0, 1), (6, 1), (1, 2), (9, 2), (1, 3), (10, 4)] {
        advance(wait * S).await;
        call(&guarded).await;
        assert_eq!(provider.calls(), calls);
    }
}

#[test]
fn it_is_called_as_its_provider_and_looks_as_far() {
    let guarded = guarded(&Scripted::new(&[Series]));
    assert_eq!((guarded.name(), guarded.horizon()), ("scripted", TimeDelta::days(7)));
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Drain for Lines {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), slog::Never> {
        self.0.lock().unwrap().push(record.msg().to_string());
        Ok(())
    }
}

/// Once, not with every call.
#[tokio::test(start_paused = true)]
async fn that_it_opens_and_closes_is_logged() {
    let mut script = vec![Unavailable; 5];
    script.push(Series);
    let lines = Lines::default();
    let log = Logger::root(lines.clone(), o!());
    let guarded = Guarded::new(Scripted::new(&script), &WeatherSettings::default(), &log);
    for _ in 0..20 {
        call(&guarded).await;
    }
    advance(30 * S).await;
    for _ in 0..20 {
        assert_eq!(call(&guarded).await, Series);
    }
    assert_eq!(
        *lines.0.lock().unwrap(),
        ["the forecast provider does not answer: leaving it alone", "the forecast provider answers"]
    );
}
