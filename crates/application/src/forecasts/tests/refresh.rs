use fasttrack_domain::{StoreError, job::Settlement, ports::Announcement, venue::Venue, version::Version};
use fasttrack_test_support::{FakeBus, FakeUnitOfWork, a_venue};

use super::*;
use crate::testing::{Written, down, failing_at_commit, heard_by, store_of};

/// What a unit is given to write.
#[derive(Debug, Clone, PartialEq)]
enum Write {
    Forecast(EventId, EventForecast),
    End(Lease, Settlement),
}

/// A unit in which there is an event of this version, and the job is ours or is not.
fn unit_with(event: Option<(&Event, Version)>, ours: bool) -> (FakeUnitOfWork, Written<Write>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let there = event.map(|(event, version)| Event { version, ..event.clone() });
    let (found, log) = (there.clone().map(|event| seen(&event, None)), written.clone());
    unit.events.expect_find().returning(move |_| Ok(found.clone()));
    unit.forecasts.expect_put_all().returning(move |all| {
        let fits = |id, version: SubjectVersion| {
            there.as_ref().is_some_and(|event| event.id == id && event.version == version.event)
        };
        let put = all.iter().filter(|(id, version, _)| fits(*id, *version));
        Ok(put
            .map(|(id, _, forecast)| {
                log.push(Write::Forecast(*id, forecast.clone()));
                *id
            })
            .collect())
    });
    let log = written.clone();
    unit.jobs.expect_settle().returning(move |lease, settlement| {
        log.push(Write::End(*lease, settlement.clone()));
        Ok(ours)
    });
    (unit, written)
}

fn end(lease: Lease, outcome: &str) -> Write {
    let result = Some(format!("{{\"outcome\":\"{outcome}\"}}"));
    Write::End(lease, Settlement::Succeeded { result, at: instant(NOW) })
}

/// Which knows these, one after the other.
fn knowing(
    subjects: Vec<Option<ForecastSubject>>,
    store: Arc<FakeStore>,
    provider: Arc<Scripted>,
) -> Forecasts {
    let mut queries = MockForecastQueries::new();
    let subjects = Mutex::new(VecDeque::from(subjects));
    queries.expect_subject().returning(move |_| Ok(subjects.lock().unwrap().pop_front().unwrap()));
    Forecasts { queries: Arc::new(queries), ..forecasts(store, provider) }
}

#[tokio::test]
async fn what_was_fetched_is_written_with_the_end_of_the_job_and_told() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = some_event(&owner);
    let (unit, written) = unit_with(Some((&event, event.version)), true);
    let provider = Scripted::of([Ok(Some(series(SOON)))]);
    let bus: Arc<FakeBus> = Arc::default();
    let forecasts = knowing(vec![Some(subject(&event))], store_of(unit), provider.clone());
    let forecasts = Forecasts { changes: heard_by(&bus), ..forecasts };
    assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), Refreshed::Fetched);
    assert_eq!(written.lasting(), [Write::Forecast(event.id, fetched()), end(lease, "fetched")]);
    assert_eq!(bus.announced(), [Announcement::EventChanged(event.id)]);
    assert_eq!(*provider.asked.lock().unwrap(), [subject(&event).place]);
}

#[tokio::test]
async fn what_has_no_forecast_ends_the_job_and_tells_nobody() {
    let (owner, lease) = (an_owner().0, some_lease());
    let at = |start| an_event(&owner).starts(start).build();
    let far_off = series("2030-01-05T16:59:59Z");
    for (event, answer, outcome) in [
        (at("2030-01-01T11:59:59.999999Z"), None, Refreshed::Over),
        (at("2030-01-11T12:00:00.000001Z"), None, Refreshed::BeyondHorizon),
        (at(SOON), Some(Ok(None)), Refreshed::UnknownPlace),
        (at(SOON), Some(Ok(Some(far_off))), Refreshed::BeyondHorizon),
        (at(SOON), Some(Ok(Some(Vec::new()))), Refreshed::BeyondHorizon),
    ] {
        let (unit, written) = unit_with(Some((&event, event.version)), true);
        let bus: Arc<FakeBus> = Arc::default();
        let forecasts = knowing(vec![Some(subject(&event))], store_of(unit), Scripted::of(answer));
        let forecasts = Forecasts { changes: heard_by(&bus), ..forecasts };
        assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), outcome);
        assert_eq!(written.lasting(), [end(lease, outcome.as_str())]);
        assert_eq!(bus.announced(), []);
    }
    let (unit, written) = unit_with(None, true);
    let forecasts = knowing(vec![None], store_of(unit), Arc::default());
    assert_eq!(forecasts.refresh(EventId::new(unique_id()), &lease).await.unwrap(), Refreshed::NoWeather);
    assert_eq!(written.lasting(), [end(lease, "no_weather")]);
}

/// The forecast of where it was is not written; that of where it is is.
#[tokio::test]
async fn an_event_that_moved_meanwhile_is_looked_at_again() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = an_event(&owner).starts(SOON).city("Porto").build();
    let moved = Event { version: Version(2), ..an_event(&owner).starts(SOON).city("Faro").build() };
    let moved = Event { id: event.id, ..moved };
    for first in [Ok(Some(series(SOON))), Ok(None)] {
        let (before, nothing) = unit_with(Some((&moved, moved.version)), true);
        let (after, written) = unit_with(Some((&moved, moved.version)), true);
        let store = Arc::new(FakeStore::default().then(before).then(after));
        let provider = Scripted::of([first, Ok(Some(series(SOON)))]);
        let forecasts = knowing(vec![Some(subject(&event)), Some(subject(&moved))], store, provider.clone());
        assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), Refreshed::Fetched);
        assert_eq!(provider.cities(), ["Porto", "Faro"]);
        assert!(nothing.lasting().is_empty());
        assert_eq!(written.lasting(), [Write::Forecast(event.id, fetched()), end(lease, "fetched")]);
    }
}

/// What there is no forecast for was the place where the venue had been.
#[tokio::test]
async fn an_event_whose_venue_moved_meanwhile_is_looked_at_again() {
    let (owner, lease) = (an_owner().0, some_lease());
    let before = a_venue("Coliseu").build();
    let after = Venue { version: Version(2), ..before.clone() };
    let event = an_event(&owner).starts(SOON).at(&before).build();
    let asked_of = |venue: &Venue| {
        let version = SubjectVersion { event: event.version, venue: Some(venue.version) };
        Some(ForecastSubject { version, ..subject(&event) })
    };
    let at_venue = || {
        let (mut unit, written) = unit_with(Some((&event, event.version)), true);
        let there = after.clone();
        unit.venues.expect_find().returning(move |id| Ok(Some(there.clone()).filter(|venue| venue.id == id)));
        (unit, written)
    };
    let ((first, nothing), (second, written)) = (at_venue(), at_venue());
    let store = Arc::new(FakeStore::default().then(first).then(second));
    let provider = Scripted::of([Ok(None), Ok(None)]);
    let forecasts = knowing(vec![asked_of(&before), asked_of(&after)], store, provider);
    assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), Refreshed::UnknownPlace);
    assert!(nothing.lasting().is_empty());
    assert_eq!(written.lasting(), [end(lease, "unknown_place")]);
}

/// To ask once more would bring nothing newer.
#[tokio::test]
async fn an_event_with_a_newer_forecast_by_now_keeps_it_and_the_job_ends() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = some_event(&owner);
    let mut unit = FakeUnitOfWork::default();
    let (written, found) = (Written::by(&unit), seen(&event, Some(fetched())));
    unit.events.expect_find().returning(move |_| Ok(Some(found.clone())));
    unit.forecasts.expect_put_all().returning(|_| Ok(Vec::new()));
    let log = written.clone();
    unit.jobs.expect_settle().returning(move |lease, settlement| {
        log.push(Write::End(*lease, settlement.clone()));
        Ok(true)
    });
    let provider = Scripted::of([Ok(Some(series(SOON)))]);
    let forecasts = knowing(vec![Some(subject(&event))], store_of(unit), provider);
    assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), Refreshed::Fetched);
    assert_eq!(written.lasting(), [end(lease, "fetched")]);
}

#[tokio::test]
async fn an_event_that_is_gone_meanwhile_has_no_weather() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = some_event(&owner);
    let ((before, _), (after, written)) = (unit_with(None, true), unit_with(None, true));
    let store = Arc::new(FakeStore::default().then(before).then(after));
    let forecasts = knowing(vec![Some(subject(&event)), None], store, Scripted::of([Ok(Some(series(SOON)))]));
    assert_eq!(forecasts.refresh(event.id, &lease).await.unwrap(), Refreshed::NoWeather);
    assert_eq!(written.lasting(), [end(lease, "no_weather")]);
}

#[tokio::test]
async fn an_event_that_is_edited_all_the_time_is_left_for_later() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = some_event(&owner);
    let units = (0..3).map(|_| unit_with(Some((&event, Version(9))), true).0);
    let store = Arc::new(units.fold(FakeStore::default(), FakeStore::then));
    let provider = Scripted::of((0..3).map(|_| Ok(Some(series(SOON)))));
    let forecasts = knowing(vec![Some(subject(&event)); 3], store.clone(), provider);
    let result = forecasts.refresh(event.id, &lease).await;
    assert!(matches!(result, Err(RefreshError::Edited)), "{result:?}");
    assert_eq!(store.left(), 0);
}

#[tokio::test]
async fn who_lost_the_job_writes_nothing() {
    let (owner, lease) = (an_owner().0, some_lease());
    let event = some_event(&owner);
    for (known, answer) in
        [(Some(subject(&event)), Ok(Some(series(SOON)))), (Some(subject(&event)), Ok(None))]
    {
        let (unit, written) = unit_with(Some((&event, event.version)), false);
        let bus: Arc<FakeBus> = Arc::default();
        let forecasts = knowing(vec![known], store_of(unit), Scripted::of([answer]));
        let result = Forecasts { changes: heard_by(&bus), ..forecasts }.refresh(event.id, &lease).await;
        assert!(matches!(result, Err(RefreshError::Lost)), "{result:?}");
        assert!(written.lasting().is_empty());
        assert_eq!(bus.announced(), []);
    }
    let (unit, written) = unit_with(None, false);
    let result = knowing(vec![None], store_of(unit), Arc::default()).refresh(event.id, &lease).await;
    assert!(matches!(result, Err(RefreshError::Lost)), "{result:?}");
    assert!(written.lasting().is_empty());
}

/// No unit is begun while the provider is asked, nor when it fails.
#[tokio::test]
async fn a_provider_that_fails_leaves_everything_as_it_is() {
    let event = some_event(&an_owner().0);
    for (failure, word) in [(away(), "Unavailable"), (refused(), "Refused")] {
        let forecasts = knowing(vec![Some(subject(&event))], untouched_store(), Scripted::of([Err(failure)]));
        let error = forecasts.refresh(event.id, &some_lease()).await.unwrap_err();
        assert!(matches!(&error, RefreshError::Provider(_)));
        assert!(format!("{error:?}").contains(word), "{error:?}");
    }
}

/// The commit may have been carried out.
#[tokio::test]
async fn an_unanswered_commit_is_told_of_too() {
    let event = some_event(&an_owner().0);
    let (unit, _) = unit_with(Some((&event, event.version)), true);
    let bus: Arc<FakeBus> = Arc::default();
    let store = store_of(failing_at_commit(unit, down()));
    let forecasts = knowing(vec![Some(subject(&event))], store, Scripted::of([Ok(Some(series(SOON)))]));
    let result = Forecasts { changes: heard_by(&bus), ..forecasts }.refresh(event.id, &some_lease()).await;
    assert!(matches!(result, Err(RefreshError::Store(StoreError::Unavailable(_)))), "{result:?}");
    assert_eq!(bus.announced(), [Announcement::EventChanged(event.id)]);
}
