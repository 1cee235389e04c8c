use fasttrack_domain::{page::Page, ports::Announcement, venue::Coordinates};
use fasttrack_test_support::{FakeBus, FakeUnitOfWork};

use super::*;
use crate::testing::{Written, heard_by};

/// An event in a city, and perhaps exactly there.
fn at(city: &str, point: Option<(f64, f64)>) -> ForecastSubject {
    let event = an_event(&a_user("owner").build()).starts(SOON).city(city).build();
    let coordinates = point.map(|(latitude, longitude)| Coordinates::new(latitude, longitude).unwrap());
    ForecastSubject { place: Place { coordinates, ..subject(&event).place }, ..subject(&event) }
}

/// Which finds these pages, by the request that it must be asked for.
fn finding(pages: Vec<Vec<ForecastSubject>>, store: Arc<FakeStore>, provider: Arc<Scripted>) -> Forecasts {
    let mut queries = MockForecastQueries::new();
    queries.expect_without_fresh().returning(move |from, to, old, request| {
        assert_eq!(from, instant(NOW));
        assert_eq!(to, instant("2030-01-11T12:00:00Z"));
        assert_eq!(old, instant("2030-01-01T06:00:00Z"));
        let ends: Vec<_> = pages.iter().map(|page| page.last().map(ForecastSubject::position)).collect();
        let number = request.after.as_ref().map_or(0, |after| {
            1 + ends.iter().position(|end| end.as_ref() == Some(after)).expect("a position of no page")
        });
        let next = ends[number].clone().filter(|_| number + 1 < pages.len());
        Ok(Page { items: pages[number].clone(), next })
    });
    Forecasts { queries: Arc::new(queries), ..forecasts(store, provider) }
}

/// As many units, and what they are given to write.
fn units(number: usize) -> (Arc<FakeStore>, Vec<Written<(EventId, SubjectVersion)>>) {
    let mut all = Vec::new();
    let store = (0..number).fold(FakeStore::default(), |store, _| {
        let mut unit = FakeUnitOfWork::default();
        let written = Written::by(&unit);
        let log = written.clone();
        unit.forecasts.expect_put_all().returning(move |forecasts| {
            assert!(forecasts.iter().all(|(_, _, forecast)| *forecast == fetched()));
            forecasts.iter().for_each(|(id, version, _)| log.push((*id, *version)));
            Ok(forecasts.iter().map(|(id, ..)| *id).collect())
        });
        all.push(written);
        store.then(unit)
    });
    (Arc::new(store), all)
}

fn weather() -> Answer {
    Ok(Some(series(SOON)))
}

fn put(subjects: &[ForecastSubject]) -> Vec<(EventId, SubjectVersion)> {
    subjects.iter().map(|subject| (subject.event_id, subject.version)).collect()
}

#[tokio::test]
async fn a_place_is_asked_for_once_a_page() {
    let (here, there) = (Some((41.1, -8.6)), Some((41.2, -8.6)));
    let braga = [at("Braga", None), at("braga", None)];
    let porto =
        [at("Porto", here), at("Pôrto", None), at("PORTO", here), at("Porto", there), at("Porto", None)];
    let second = [at("Porto", None)];
    let first: Vec<_> = braga.iter().chain(&porto).cloned().collect();
    let (store, written) = units(5);
    let provider = Scripted::of((0..5).map(|_| weather()));
    let bus: Arc<FakeBus> = Arc::default();
    let forecasts = finding(vec![first, second.to_vec()], store.clone(), provider.clone());
    let told = Mutex::new(Vec::new());
    let swept = Forecasts { changes: heard_by(&bus), ..forecasts }
        .sweep(|swept| told.lock().unwrap().push(swept.fetched))
        .await
        .unwrap();

    assert_eq!(swept, Swept { asked: 5, fetched: 8, ..Swept::default() });
    assert_eq!(provider.cities(), ["Braga", "Porto", "Pôrto", "Porto", "Porto"]);
    let [p0, p1, p2, p3, p4] = porto;
    for (written, expected) in written.iter().zip([&braga[..], &[p0, p2], &[p1, p4], &[p3], &second]) {
        assert_eq!(written.lasting(), put(expected));
    }
    assert_eq!(store.left(), 0);
    assert_eq!(*told.lock().unwrap(), [2, 4, 6, 7, 8]);
    assert_eq!(bus.announced(), [Announcement::EventsChanged; 5]);
}

#[tokio::test]
async fn many_events_of_a_place_are_written_bit_by_bit() {
    let many: Vec<_> = (0..250).map(|_| at("Porto", None)).collect();
    let (store, written) = units(3);
    let forecasts = finding(vec![many.clone()], store.clone(), Scripted::of([weather()]));
    assert_eq!(forecasts.sweep(|_| {}).await.unwrap(), Swept { asked: 1, fetched: 250, ..Swept::default() });
    let sizes: Vec<_> = written.iter().map(|written| written.lasting().len()).collect();
    assert_eq!(sizes, [100, 100, 50]);
}

#[tokio::test]
async fn places_that_nobody_knows_and_weather_that_is_far_off_are_passed_over() {
    let page = vec![at("Atlantis", None), at("Braga", None), at("Faro", None)];
    let (store, written) = units(1);
    let answers = [Ok(None), Ok(Some(series("2030-01-02T00:00:00Z"))), weather()];
    let forecasts = finding(vec![page.clone()], store, Scripted::of(answers));
    let swept = forecasts.sweep(|_| {}).await.unwrap();
    assert_eq!(swept, Swept { asked: 3, fetched: 1, unknown_places: 1, refused: 0 });
    assert_eq!(written[0].lasting(), put(&page[2..]));
}

#[tokio::test]
async fn nothing_to_do_asks_nobody() {
    let forecasts = finding(vec![Vec::new()], untouched_store(), Arc::default());
    assert_eq!(forecasts.sweep(|_| {}).await.unwrap(), Swept::default());
}

#[tokio::test]
async fn a_provider_that_is_away_ends_the_sweep_and_what_was_put_stays() {
    let page = vec![at("Braga", None), at("Faro", None), at("Porto", None)];
    let (store, written) = units(1);
    let provider = Scripted::of([weather(), Err(away())]);
    let result = finding(vec![page.clone()], store, provider.clone()).sweep(|_| {}).await;
    assert!(matches!(result, Err(SweepError::Provider(ForecastError::Unavailable(_)))), "{result:?}");
    assert_eq!(written[0].lasting(), put(&page[..1]));
    assert_eq!(provider.cities(), ["Braga", "Faro"]);
}

/// A place of which nonsense is said is passed over; a provider that says nothing else is not asked for
/// all the rest.
#[tokio::test]
async fn a_provider_that_refuses_again_and_again_ends_the_sweep() {
    let cities = ["A", "B", "C", "D", "E", "F", "G"];
    let page: Vec<_> = cities.iter().map(|city| at(city, None)).collect();
    let refuse = || Err(refused());
    let (store, written) = units(1);
    let answers = [refuse(), refuse(), weather(), refuse(), refuse(), Ok(None), refuse()];
    let swept = finding(vec![page.clone()], store, Scripted::of(answers)).sweep(|_| {}).await.unwrap();
    assert_eq!(swept, Swept { asked: 7, fetched: 1, unknown_places: 1, refused: 5 });
    assert_eq!(written[0].lasting(), put(&page[2..3]));

    let most = usize::try_from(Forecasts::MAX_REFUSALS).unwrap();
    let cities: Vec<_> = (0..=most).map(|n| format!("City {n:03}")).collect();
    let page: Vec<_> = cities.iter().map(|city| at(city, None)).collect();
    let provider = Scripted::of((0..most).map(|_| refuse()));
    let result = finding(vec![page], untouched_store(), provider.clone()).sweep(|_| {}).await;
    assert!(matches!(result, Err(SweepError::Provider(ForecastError::Refused(_)))), "{result:?}");
    assert_eq!(provider.cities(), cities[..most]);
}

/// It is the places that are at fault: those behind them have weather, too.
#[tokio::test]
async fn a_provider_that_answered_is_asked_for_the_rest_however_often_it_refuses() {
    let most = usize::try_from(Forecasts::MAX_REFUSALS).unwrap();
    let cities: Vec<_> = (0..most + 3).map(|n| format!("City {n:03}")).collect();
    let page: Vec<_> = cities.iter().map(|city| at(city, None)).collect();
    let (store, written) = units(2);
    let answers = [weather()].into_iter().chain((0..=most).map(|_| Err(refused()))).chain([weather()]);
    let swept = finding(vec![page.clone()], store, Scripted::of(answers)).sweep(|_| {}).await.unwrap();
    assert_eq!((swept.fetched, swept.refused), (2, Forecasts::MAX_REFUSALS + 1));
    assert_eq!(written[1].lasting(), put(&page[most + 2..]));
}
