use fasttrack_domain::{StoreError, access::Scope, event::EventStatus, job::Job};
use fasttrack_test_support::{FakeUnitOfWork, SequentialIds};

use super::*;
use crate::{
    authorise::Denied,
    jobs::Task,
    testing::{Written, by_token_of, down, failing_at_commit, scopes, store_of},
};

/// Fetched a day before [`NOW`].
const A_DAY_AGO: &str = "2029-12-31T12:00:00Z";

fn reading(view: EventView, store: Arc<FakeStore>) -> Forecasts {
    let mut events = MockEventQueries::new();
    events.expect_find().returning(move |id| Ok(Some(view.clone()).filter(|view| view.event.id == id)));
    Forecasts { cached: Arc::new(events), ..forecasts(store, Arc::default()) }
}

/// A unit that takes jobs, unless there is one already.
fn unit_with(live: bool) -> (FakeUnitOfWork, Written<Job>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.jobs.expect_add().returning(move |job| {
        log.push(job.clone());
        Ok(!live)
    });
    (unit, written)
}

fn stale() -> EventForecast {
    a_forecast(instant(SOON), instant(A_DAY_AGO))
}

#[tokio::test]
async fn a_fresh_forecast_is_shown_and_nothing_is_asked_for() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    let fresh = a_forecast(instant(SOON), instant("2029-12-31T12:00:00.000001Z"));
    let forecasts = reading(seen(&event, Some(fresh.clone())), untouched_store());
    let shown = forecasts.get(&ctx, event.id).await.unwrap();
    assert_eq!(shown, ForecastView { forecast: fresh, stale: false });
}

#[tokio::test]
async fn a_stale_forecast_is_shown_and_asked_for_behind_that() {
    let (owner, _) = an_owner();
    let event = some_event(&owner);
    let (unit, written) = unit_with(false);
    let forecasts = reading(seen(&event, Some(stale())), store_of(unit));
    // Whoever looks.
    let viewer = by(&a_user("viewer").build());
    let shown = forecasts.get(&viewer, event.id).await.unwrap();
    assert_eq!(shown, ForecastView { forecast: stale(), stale: true });
    let job = Task::RefreshForecast(event.id).job(JobId::new(SequentialIds::nth(1)), instant(NOW));
    assert_eq!(written.lasting(), [Job { owner: Some(owner.id), max_attempts: 10, ..job }]);
}

/// Whether or not the provider has answered since: a dead job is no reason to ask at every look.
#[tokio::test]
async fn however_often_a_stale_forecast_is_looked_at_it_is_asked_for_once_in_a_while() {
    let (owner, ctx) = an_owner();
    let (event, later) = (some_event(&owner), instant(NOW).saturating_add(Lately::SPAN));
    let ((first, _), (second, written)) = (unit_with(false), unit_with(false));
    let store = Arc::new(FakeStore::default().then(first).then(second));
    let forecasts = reading(seen(&event, Some(stale())), store.clone());
    for _ in 0..10 {
        assert!(forecasts.get(&ctx, event.id).await.unwrap().stale);
    }
    assert_eq!(store.left(), 1);
    let forecasts = Forecasts { clock: Arc::new(FixedClock::at(later)), ..forecasts.clone() };
    assert!(forecasts.get(&ctx, event.id).await.unwrap().stale);
    assert_eq!(written.lasting().len(), 1);
}

/// A unit that is left open costs its connection.
#[tokio::test]
async fn where_somebody_asks_already_the_unit_is_ended_too() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    let (unit, _) = unit_with(true);
    let ended = unit.committed();
    let forecasts = reading(seen(&event, Some(stale())), store_of(unit));
    assert!(forecasts.get(&ctx, event.id).await.unwrap().stale);
    assert!(ended.get());
}

#[tokio::test]
async fn a_stale_forecast_is_shown_whatever_becomes_of_asking() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    for store in [
        store_of(unit_with(true).0),
        store_of(failing_at_commit(unit_with(false).0, down())),
        Arc::new(FakeStore::default().failing(down())),
    ] {
        let forecasts = reading(seen(&event, Some(stale())), store.clone());
        assert!(forecasts.get(&ctx, event.id).await.unwrap().stale);
        assert_eq!(store.left(), 0);
    }
}

#[tokio::test]
async fn what_is_over_far_ahead_or_cancelled_is_not_asked_for() {
    let (owner, ctx) = an_owner();
    for event in [
        an_event(&owner).starts("2030-01-01T11:59:59Z").build(),
        an_event(&owner).starts("2030-01-11T12:00:01Z").build(),
        an_event(&owner).starts(SOON).status(EventStatus::Cancelled).build(),
    ] {
        let forecasts = reading(seen(&event, Some(stale())), untouched_store());
        assert!(forecasts.get(&ctx, event.id).await.unwrap().stale);
    }
}

#[tokio::test]
async fn a_forecast_is_seen_by_who_may_see_its_event() {
    let (owner, ctx) = an_owner();
    let other = by(&a_user("other").editor().build());
    let blind = by_token_of(&owner, scopes(&[Scope::VenuesRead]));
    let (event, draft) = (some_event(&owner), an_event(&owner).starts(SOON).draft().build());
    let elsewhere = EventId::new(unique_id());
    for (ctx, there, forecast, asked, reason) in [
        (&ctx, &event, None, event.id, ForecastsError::Unavailable),
        (&ctx, &event, Some(fetched()), elsewhere, ForecastsError::NotFound),
        (&other, &draft, Some(fetched()), draft.id, ForecastsError::NotFound),
        (&blind, &event, Some(fetched()), event.id, Denied::InsufficientScope(Scope::EventsRead).into()),
    ] {
        let result = reading(seen(there, forecast), untouched_store()).get(ctx, asked).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
    }
    let forecasts = reading(seen(&draft, Some(fetched())), untouched_store());
    assert_eq!(forecasts.get(&ctx, draft.id).await.unwrap().forecast, fetched());
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_told() {
    let mut events = MockEventQueries::new();
    events.expect_find().returning(|_| Err(down()));
    let forecasts = Forecasts { cached: Arc::new(events), ..forecasts(untouched_store(), Arc::default()) };
    let result = forecasts.get(&an_owner().1, EventId::new(unique_id())).await;
    assert!(matches!(result, Err(ForecastsError::Store(StoreError::Unavailable(_)))), "{result:?}");
}
