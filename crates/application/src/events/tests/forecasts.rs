use fasttrack_domain::{
    event::{EventDetails, EventStatus},
    job::{Job, JobId},
    venue::VenueKind,
};
use fasttrack_test_support::{a_forecast, a_venue, instant};

use super::*;
use crate::{
    jobs::Task,
    testing::{down, failing_at_commit, store_of},
};

/// When the clock of [`events`] stands still.
const NOW: &str = "2030-01-01T12:00:00Z";
const SOON: &str = "2030-01-05T20:00:00Z";

/// With a provider that looks ten days ahead.
fn events_within_ten_days(store: Arc<FakeStore>) -> Events {
    Events { forecast_horizon: TimeDelta::days(10), ..events(store) }
}

/// The jobs that a unit is given to add.
fn jobs_of(unit: &mut FakeUnitOfWork) -> Written<Job> {
    let jobs = Written::by(unit);
    let added = jobs.clone();
    unit.jobs.expect_add().returning(move |job| {
        added.push(job.clone());
        Ok(true)
    });
    jobs
}

/// An event as it was, its forecast with it, and how it is to be.
fn replacing(before: &Event, venue: Option<Venue>) -> (FakeUnitOfWork, Written<Job>) {
    let forecast = Some(a_forecast(instant(SOON), instant(NOW)));
    let (mut unit, _) = unit_with(EventView { forecast, ..seen(before) }, venue);
    let jobs = jobs_of(&mut unit);
    (unit, jobs)
}

fn creating(venue: Option<Venue>) -> (FakeUnitOfWork, Written<Job>) {
    let mut unit = FakeUnitOfWork::default();
    unit.venues.expect_find().returning(move |_| Ok(venue.clone()));
    unit.events.expect_add().returning(|_| Ok(()));
    let jobs = jobs_of(&mut unit);
    (unit, jobs)
}

#[tokio::test]
async fn a_new_event_that_is_soon_has_its_forecast_asked_for() {
    let (owner, ctx) = an_owner();
    let (unit, jobs) = creating(None);
    let details = an_event(&owner).starts(SOON).draft().build().details;
    let view = events_within_ten_days(store_of(unit)).create(&ctx, details).await.unwrap().done();
    let job = Task::RefreshForecast(view.event.id).job(JobId::new(SequentialIds::nth(2)), instant(NOW));
    assert_eq!(jobs.lasting(), [Job { owner: Some(owner.id), max_attempts: 10, ..job }]);
    assert_eq!(view.forecast, None);
}

#[tokio::test]
async fn a_new_event_without_weather_to_be_known_has_none_asked_for() {
    let (owner, ctx) = an_owner();
    let (hall, online) = (a_venue("Coliseu").build(), a_venue("Zoom").kind(VenueKind::Online).build());
    for (details, venue, asked) in [
        (an_event(&owner).starts(NOW).build().details, None, 1),
        (an_event(&owner).starts("2030-01-11T12:00:00Z").at(&hall).build().details, Some(hall), 1),
        (an_event(&owner).starts("2030-01-01T11:59:59Z").build().details, None, 0),
        (an_event(&owner).starts("2030-01-11T12:00:01Z").build().details, None, 0),
        (an_event(&owner).starts(SOON).status(EventStatus::Cancelled).build().details, None, 0),
        (an_event(&owner).starts(SOON).at(&online).build().details, Some(online), 0),
    ] {
        let (unit, jobs) = creating(venue);
        events_within_ten_days(store_of(unit)).create(&ctx, details.clone()).await.unwrap();
        assert_eq!(jobs.lasting().len(), asked, "{details:?}");
    }
}

/// Each by a job of its own, in the unit of them all.
#[tokio::test]
async fn those_of_a_batch_that_are_soon_have_their_forecasts_asked_for() {
    let (owner, ctx) = an_owner();
    let (hall, online) = (a_venue("Coliseu").build(), a_venue("Zoom").kind(VenueKind::Online).build());
    let batch = || {
        [
            an_event(&owner).starts(SOON),
            an_event(&owner).starts(SOON).at(&hall),
            an_event(&owner).starts(SOON).at(&online),
            an_event(&owner).starts("2030-01-11T12:00:01Z"),
            an_event(&owner).starts(SOON).status(EventStatus::Cancelled),
        ]
        .map(|event| event.build().details)
        .to_vec()
    };
    let creating_all = || {
        let mut unit = FakeUnitOfWork::default();
        let venues = vec![hall.clone(), online.clone()];
        unit.venues.expect_find_all().returning(move |_| Ok(venues.clone()));
        unit.events.expect_add_all().returning(|_| Ok(()));
        let jobs = jobs_of(&mut unit);
        (unit, jobs)
    };
    let (unit, jobs) = creating_all();
    let made = events_within_ten_days(store_of(unit)).create_batch(&ctx, batch()).await.unwrap().done();
    let asked: Vec<_> = jobs.lasting().into_iter().map(|job| (job.kind, job.unique_key, job.owner)).collect();
    let expected = made[..2].iter().map(|view| {
        let job = Task::RefreshForecast(view.event.id).job(JobId::new(SequentialIds::nth(1)), instant(NOW));
        (job.kind, job.unique_key, Some(owner.id))
    });
    assert_eq!(asked, expected.collect::<Vec<_>>());

    let (unit, jobs) = creating_all();
    let store = store_of(failing_at_commit(unit, down()));
    assert!(events_within_ten_days(store).create_batch(&ctx, batch()).await.is_err());
    assert!(jobs.lasting().is_empty());
}

/// In the unit of the event: with it, or not at all.
#[tokio::test]
async fn a_unit_that_fails_leaves_no_job() {
    let (owner, ctx) = an_owner();
    let (unit, jobs) = creating(None);
    let details = an_event(&owner).starts(SOON).build().details;
    let store = store_of(failing_at_commit(unit, down()));
    assert!(events_within_ten_days(store).create(&ctx, details).await.is_err());
    assert!(jobs.lasting().is_empty());
}

#[tokio::test]
async fn an_edit_that_moves_the_event_takes_its_forecast_away_and_asks_anew() {
    let (owner, ctx) = an_owner();
    let hall = a_venue("Coliseu").build();
    let before = an_event(&owner).starts(SOON).city("Porto").build();
    let with = |change: &dyn Fn(&mut EventDetails)| {
        let mut details = before.details.clone();
        change(&mut details);
        details
    };
    let starting = |at| an_event(&owner).starts(at).build().details.schedule;
    for (details, venue, stays, asked) in [
        (with(&|details| details.title = "Another".parse().unwrap()), None, true, 0),
        (with(&|details| details.status = EventStatus::Published), None, true, 0),
        (with(&|details| details.city = "Faro".parse().unwrap()), None, false, 1),
        (with(&|details| details.venue_id = Some(hall.id)), Some(hall.clone()), false, 1),
        (with(&|details| details.schedule = starting("2030-01-05T20:00:00.000001Z")), None, false, 1),
        (with(&|details| details.schedule = starting("2030-06-05T20:00:00Z")), None, false, 0),
        (with(&|details| details.status = EventStatus::Cancelled), None, false, 0),
    ] {
        let (unit, jobs) = replacing(&before, venue);
        let events = events_within_ten_days(store_of(unit));
        let view = events.replace(&ctx, before.id, details.clone(), &Expected::Any).await.unwrap();
        assert_eq!(view.forecast.is_some(), stays, "{details:?}");
        let expected = vec![Task::RefreshForecast(before.id).kind(); asked];
        let kinds: Vec<_> = jobs.lasting().into_iter().map(|job| job.kind).collect();
        assert_eq!(kinds, expected, "{details:?}");
    }
}

#[tokio::test]
async fn an_event_that_takes_place_after_all_has_its_forecast_asked_for() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).starts(SOON).status(EventStatus::Cancelled).build();
    let details = EventDetails { status: EventStatus::Published, ..before.details.clone() };
    let (unit, jobs) = replacing(&before, None);
    let events = events_within_ten_days(store_of(unit));
    events.replace(&ctx, before.id, details, &Expected::Any).await.unwrap();
    let [job] = jobs.lasting().try_into().unwrap();
    assert_eq!((job.owner, job.run_at), (Some(owner.id), instant(NOW)));
}

#[tokio::test]
async fn an_edit_that_fails_leaves_no_job() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).starts(SOON).city("Porto").build();
    let details = EventDetails { city: "Faro".parse().unwrap(), ..before.details.clone() };
    let (unit, jobs) = replacing(&before, None);
    let events = events_within_ten_days(store_of(failing_at_commit(unit, down())));
    assert!(events.replace(&ctx, before.id, details, &Expected::Any).await.is_err());
    assert!(jobs.lasting().is_empty());
}
