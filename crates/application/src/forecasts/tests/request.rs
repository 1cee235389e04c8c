use fasttrack_domain::{StoreError, access::Scope, job::Job};
use fasttrack_test_support::{FakeUnitOfWork, SequentialIds};

use super::*;
use crate::{
    authorise::Denied,
    jobs::{JobPhase, Task},
    testing::{Written, by_system, store_of},
};

fn a_job(event: &Event, n: u64) -> Job {
    let job = Task::RefreshForecast(event.id).job(JobId::new(SequentialIds::nth(n)), instant(NOW));
    Job { owner: Some(event.created_by), max_attempts: 10, ..job }
}

/// A unit in which there is this event, and perhaps a job: `Some(None)` is one that has just ended.
fn unit_with(event: &Event, live: Option<Option<Job>>) -> (FakeUnitOfWork, Written<Job>) {
    let mut unit = FakeUnitOfWork::default();
    let (written, view) = (Written::by(&unit), seen(event, None));
    unit.events.expect_find().returning(move |id| Ok(Some(view.clone()).filter(|view| view.event.id == id)));
    let (log, added) = (written.clone(), live.is_none());
    unit.jobs.expect_add().returning(move |job| {
        log.push(job.clone());
        Ok(added)
    });
    unit.jobs.expect_live().returning(move |kind, key| {
        Ok(live.clone().flatten().filter(|job| job.kind == *kind && job.unique_key.as_ref() == Some(key)))
    });
    (unit, written)
}

#[tokio::test]
async fn a_job_is_added_on_the_account_of_the_owner() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    for ctx in [ctx, by(&a_user("admin").admin().build()), by_system()] {
        let (unit, written) = unit_with(&event, None);
        let view = forecasts(store_of(unit), Arc::default()).request_refresh(&ctx, event.id).await.unwrap();
        assert_eq!((view.job.clone(), view.phase), (a_job(&event, 1), JobPhase::Queued));
        assert_eq!(written.lasting(), [view.job]);
    }
}

#[tokio::test]
async fn the_job_that_asks_already_is_shown() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    let live = Job { attempts: 2, ..a_job(&event, 77) };
    let (unit, _) = unit_with(&event, Some(Some(live.clone())));
    let ended = unit.committed();
    let view = forecasts(store_of(unit), Arc::default()).request_refresh(&ctx, event.id).await.unwrap();
    assert_eq!(view.job, live);
    assert!(ended.get(), "a unit that is left open costs its connection");
}

/// Between being in the way and being looked at it ended.
#[tokio::test]
async fn a_job_that_ends_meanwhile_makes_room_for_another() {
    let (owner, ctx) = an_owner();
    let event = some_event(&owner);
    let ((first, nothing), (second, written)) = (unit_with(&event, Some(None)), unit_with(&event, None));
    let store = Arc::new(FakeStore::default().then(first).then(second));
    let view = forecasts(store, Arc::default()).request_refresh(&ctx, event.id).await.unwrap();
    assert!(nothing.lasting().is_empty());
    assert_eq!(written.lasting(), [view.job]);

    let units = (0..3).map(|_| unit_with(&event, Some(None)).0);
    let store = Arc::new(units.fold(FakeStore::default(), FakeStore::then));
    let result = forecasts(store, Arc::default()).request_refresh(&ctx, event.id).await;
    assert!(matches!(result, Err(ForecastsError::Store(StoreError::Contention(_)))), "{result:?}");
}

#[tokio::test]
async fn who_may_not_change_the_event_has_nothing_asked() {
    let (owner, ctx) = an_owner();
    let other = by(&a_user("other").editor().build());
    let viewer = by(&a_user("viewer").build());
    let (event, draft) = (some_event(&owner), an_event(&owner).starts(SOON).draft().build());
    let no_scope = Denied::InsufficientScope(Scope::EventsWrite);
    for (ctx, there, asked, reason) in [
        (&other, &draft, draft.id, ForecastsError::NotFound),
        (&ctx, &event, EventId::new(unique_id()), ForecastsError::NotFound),
        (&other, &event, event.id, ForecastsError::Denied(Denied::NotOwner)),
    ] {
        let (unit, written) = unit_with(there, None);
        let result = forecasts(store_of(unit), Arc::default()).request_refresh(ctx, asked).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(written.lasting().is_empty());
    }
    let result = forecasts(untouched_store(), Arc::default()).request_refresh(&viewer, event.id).await;
    assert!(matches!(result, Err(ForecastsError::Denied(denied)) if denied == no_scope), "{result:?}");
}
