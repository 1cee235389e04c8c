//! What operators see.

use std::time::Duration;

use fasttrack_weather::describe_metrics;
use tokio::time::advance;

use crate::{
    recorder::Figures,
    scripted::{
        Outcome::{NoPlace, Nonsense, Refused, Series, Unavailable},
        Scripted, call, guarded,
    },
};

const BREAKER: &str = r#"fasttrack_forecast_breaker_state{provider="scripted"}"#;

#[tokio::test(start_paused = true)]
async fn calls_are_counted_by_their_result() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let mut script = vec![Series, Nonsense, Series, NoPlace, Refused];
    script.extend([Unavailable; 5]);
    let guarded = guarded(&Scripted::new(&script));
    for _ in 0..13 {
        call(&guarded).await;
    }
    let counted = [
        ("forecast", 2),
        ("nonsense", 1),
        ("not_asked", 3),
        ("refused", 1),
        ("unavailable", 5),
        ("unknown_place", 1),
    ]
    .map(|(result, count)| {
        format!(r#"fasttrack_forecast_calls_total{{provider="scripted",result="{result}"}} {count}"#)
    });
    assert_eq!(figures.counted(), counted);
}

#[tokio::test(start_paused = true)]
async fn the_state_of_the_breaker_is_shown() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let mut script = vec![Unavailable; 6];
    script.push(Series);
    let provider = Scripted::new(&script);
    let guarded = guarded(&provider);
    let state = || figures.gauge(BREAKER).unwrap();
    assert_eq!(state(), 0.0);
    for _ in 0..5 {
        assert_eq!(state(), 0.0);
        call(&guarded).await;
    }
    assert_eq!(state(), 2.0);
    advance(Duration::from_secs(30)).await;
    provider.hold(6);
    let asking = call(&guarded);
    tokio::pin!(asking);
    assert!(futures_pending(asking.as_mut()).await);
    assert_eq!(state(), 1.0);
    provider.release();
    assert_eq!(asking.await, Unavailable);
    assert_eq!(state(), 2.0);
    advance(Duration::from_secs(60)).await;
    assert_eq!(call(&guarded).await, Series);
    assert_eq!(state(), 0.0);
}

/// Begins it, and whether it is not done yet.
async fn futures_pending<T>(begun: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
    tokio::select! {
        biased;
        _ = begun => false,
        () = tokio::task::yield_now() => true,
    }
}

#[test]
fn all_figures_are_described() {
    let figures = Figures::default();
    metrics::with_local_recorder(&figures, describe_metrics);
    assert_eq!(figures.described(), ["fasttrack_forecast_breaker_state", "fasttrack_forecast_calls_total"]);
}
