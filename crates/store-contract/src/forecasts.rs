use std::collections::HashMap;

use fasttrack_domain::{
    event::{Event, EventFilter, EventId, EventSort},
    forecast::{EventForecast, Forecast, SubjectVersion, WeatherCondition},
    job::Settlement,
    page::Limit,
    time::Timestamp,
    user::User,
    venue::{Coordinates, Venue, VenueDetails, VenueId},
    version::{Revision, Version},
};
use fasttrack_test_support::{a_forecast, a_job, a_venue, an_event, instant, unique_id};

use crate::{
    Harness,
    harness::{everything, seen},
    jobs::now,
    pages::first,
    races::race,
};

const FOR: &str = "2030-06-01T18:00:00Z";
const FETCHED: &str = "2030-05-30T06:07:08.000009Z";

fn some_forecast() -> EventForecast {
    a_forecast(instant(FOR), instant(FETCHED))
}

fn some_event(user: &User) -> Event {
    an_event(user).starts(FOR).build()
}

async fn with_event(harness: &Harness) -> (User, Event) {
    let user = harness.some_user().await;
    let event = some_event(&user);
    harness.add_event(&event).await;
    (user, event)
}

/// However it is read; the others show none.
pub(crate) async fn a_forecast_is_shown_with_its_event(harness: &Harness) {
    let (user, event) = with_event(harness).await;
    let bare = some_event(&user);
    harness.add_event(&bare).await;
    assert_eq!(harness.view(event.id).await.forecast, None);
    let forecast = some_forecast();
    assert_eq!(harness.put_forecasts(&[(event.id, seen(&event), forecast.clone())]).await, [event.id]);

    let view = harness.view(event.id).await;
    assert_eq!(view.forecast.as_ref(), Some(&forecast));
    assert_eq!(view.counters.revision, Revision(1), "it is a visible change");
    assert_eq!((&view.event, view.event.version), (&event, Version::FIRST), "but no edit");
    let untouched = harness.view(bare.id).await;
    assert_eq!((untouched.forecast, untouched.counters.revision), (None, Revision(0)));

    let shown = |id: EventId| if id == event.id { Some(forecast.clone()) } else { None };
    let mut seen = Vec::new();
    for sort in EventSort::ALL {
        seen.push(harness.events.list(&everything(), sort, &first(10)).await.unwrap().items);
    }
    let filter = EventFilter { has_seats: true, ..everything() };
    seen.push(harness.events.list(&filter, EventSort::StartsAt, &first(10)).await.unwrap().items);
    seen.push(harness.events.upcoming(Timestamp::EPOCH, Limit::DEFAULT).await.unwrap());
    seen.push(harness.events.popular(Limit::DEFAULT).await.unwrap());
    let (since, email) = (Timestamp::EPOCH, &user.email);
    seen.push(harness.events.calendar(user.id, email, since, Limit::DEFAULT).await.unwrap());
    for list in seen {
        assert_eq!(list.len(), 2);
        assert!(list.iter().all(|view| view.forecast == shown(view.event.id)), "{list:?}");
    }
    assert_eq!(harness.events.count(&filter).await.unwrap(), 2);
    let in_unit = harness.unit().await.events().find(event.id).await.unwrap().unwrap();
    assert_eq!(in_unit, view);
}

pub(crate) async fn the_most_extreme_weather_survives(harness: &Harness) {
    let (_, event) = with_event(harness).await;
    let extremes =
        [(-100.0, 0, 0.0, String::new()), (70.0, 100, 150.0, "☔ ".repeat(500)), (0.1, 1, 0.3, "x".into())];
    for (condition, (temperature_c, humidity_pct, wind_mps, description)) in
        WeatherCondition::ALL.into_iter().zip(extremes.into_iter().cycle())
    {
        let forecast_for = instant("9999-12-31T23:59:59.999999Z");
        let forecast =
            Forecast { forecast_for, temperature_c, condition, description, humidity_pct, wind_mps };
        let forecast = EventForecast { forecast, provider: "p".repeat(64), fetched_at: Timestamp::EPOCH };
        harness.put_forecasts(&[(event.id, seen(&event), forecast.clone())]).await;
        assert_eq!(harness.view(event.id).await.forecast, Some(forecast));
    }
}

pub(crate) async fn the_last_forecast_counts(harness: &Harness) {
    let (_, event) = with_event(harness).await;
    for (round, fetched) in ["2030-05-30T06:00:00Z", "2030-05-30T12:00:00Z"].into_iter().enumerate() {
        let forecast = a_forecast(instant(FOR), instant(fetched));
        harness.put_forecasts(&[(event.id, seen(&event), forecast.clone())]).await;
        let view = harness.view(event.id).await;
        assert_eq!(view.forecast, Some(forecast));
        assert_eq!(view.counters.revision, Revision(i64::try_from(round).unwrap() + 1));
    }
}

/// Whoever asked first may write last.
pub(crate) async fn an_older_forecast_does_not_replace_a_newer_one(harness: &Harness) {
    let (user, event) = with_event(harness).await;
    let other = some_event(&user);
    harness.add_event(&other).await;
    let newer = a_forecast(instant(FOR), instant("2030-05-30T12:00:00Z"));
    let older = a_forecast(instant(FOR), instant("2030-05-30T11:59:59.999999Z"));
    harness.put_forecasts(&[(event.id, seen(&event), newer.clone())]).await;
    let both = [(event.id, seen(&event), older.clone()), (other.id, seen(&other), older.clone())];
    assert_eq!(harness.put_forecasts(&both).await, [other.id]);
    let (kept, put) = (harness.view(event.id).await, harness.view(other.id).await);
    assert_eq!((kept.forecast, kept.counters.revision), (Some(newer), Revision(1)));
    assert_eq!((put.forecast, put.counters.revision), (Some(older), Revision(1)));
}

pub(crate) async fn what_is_gone_or_edited_gets_none(harness: &Harness) {
    let (user, event) = with_event(harness).await;
    let edited = Event { version: event.version.next(), ..event.clone() };
    assert!(harness.try_update_event(&edited).await.unwrap());
    let other = some_event(&user);
    harness.add_event(&other).await;
    let put = harness
        .put_forecasts(&[
            (event.id, seen(&event), some_forecast()),
            (EventId::new(unique_id()), seen(&event), some_forecast()),
            (other.id, seen(&other), some_forecast()),
        ])
        .await;
    assert_eq!(put, [other.id]);
    let view = harness.view(event.id).await;
    assert_eq!((view.forecast, view.counters.revision), (None, Revision(1)), "as the edit left it");
    assert!(harness.view(other.id).await.forecast.is_some());
    assert_eq!(harness.put_forecasts(&[]).await, []);
    assert_eq!(harness.put_forecasts(&[(edited.id, seen(&edited), some_forecast())]).await, [edited.id]);
}

/// The provider was asked about the place where the venue had been.
pub(crate) async fn what_is_at_a_venue_that_moved_gets_none(harness: &Harness) {
    let user = harness.some_user().await;
    let (venue, other) = (a_venue("Coliseu").coordinates(38.7, -9.14).build(), a_venue("Teatro").build());
    harness.add_venue(&venue).await;
    harness.add_venue(&other).await;
    let at = |venue| an_event(&user).starts(FOR).at(venue).build();
    let (event, beside) = (at(&venue), at(&other));
    harness.add_event(&event).await;
    harness.add_event(&beside).await;
    let asked = harness.forecasts.subject(event.id).await.unwrap().unwrap().version;
    assert_eq!(asked, seen(&event));

    let coordinates = Coordinates::new(41.1, -8.6);
    let moved = Venue {
        details: VenueDetails { coordinates: Some(coordinates.unwrap()), ..venue.details.clone() },
        version: venue.version.next(),
        ..venue.clone()
    };
    let mut unit = harness.unit().await;
    assert!(unit.venues().update(&moved, venue.version).await.unwrap());
    unit.forecasts().remove_at(venue.id).await.unwrap();
    unit.commit().await.unwrap();
    let revision = harness.view(event.id).await.counters.revision;

    let forecasts = [(event.id, asked, some_forecast()), (beside.id, seen(&beside), some_forecast())];
    assert_eq!(harness.put_forecasts(&forecasts).await, [beside.id]);
    let view = harness.view(event.id).await;
    assert_eq!((view.forecast, view.counters.revision), (None, revision));

    let now = harness.forecasts.subject(event.id).await.unwrap().unwrap().version;
    assert_eq!(now, SubjectVersion { event: event.version, venue: Some(moved.version) });
    assert_eq!(harness.put_forecasts(&[(event.id, now, some_forecast())]).await, [event.id]);
}

pub(crate) async fn very_many_are_put_at_once(harness: &Harness) {
    let user = harness.some_user().await;
    let events: Vec<Event> = (0..1_234).map(|_| some_event(&user)).collect();
    let mut unit = harness.unit().await;
    unit.events().add_all(&events).await.unwrap();
    unit.commit().await.unwrap();
    let forecasts: Vec<_> = events.iter().map(|event| (event.id, seen(event), some_forecast())).collect();
    let mut put = harness.put_forecasts(&forecasts).await;
    put.sort();
    let mut all: Vec<_> = events.iter().map(|event| event.id).collect();
    all.sort();
    assert_eq!(put, all);
    for event in [&events[0], &events[700], &events[1_233]] {
        let view = harness.view(event.id).await;
        assert_eq!((view.forecast, view.counters.revision), (Some(some_forecast()), Revision(1)));
    }
}

pub(crate) async fn a_forecast_is_taken_away(harness: &Harness) {
    let (user, event) = with_event(harness).await;
    let other = some_event(&user);
    harness.add_event(&other).await;
    for event in [&event, &other] {
        harness.put_forecasts(&[(event.id, seen(event), some_forecast())]).await;
    }
    for _ in 0..2 {
        let mut unit = harness.unit().await;
        unit.forecasts().remove(event.id).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(harness.view(event.id).await.forecast, None);
    }
    assert!(harness.view(other.id).await.forecast.is_some());
}

pub(crate) async fn a_venue_takes_the_forecasts_of_its_events_away(harness: &Harness) {
    let user = harness.some_user().await;
    let (moved, stays) = (a_venue("Coliseu").build(), a_venue("Teatro").build());
    let at = |venue| an_event(&user).starts(FOR).at(venue).build();
    let (gone, kept, nowhere) = ([at(&moved), at(&moved)], at(&stays), some_event(&user));
    harness.add_venue(&moved).await;
    harness.add_venue(&stays).await;
    for event in gone.iter().chain([&kept, &nowhere]) {
        harness.add_event(event).await;
        harness.put_forecasts(&[(event.id, seen(event), some_forecast())]).await;
    }
    let mut unit = harness.unit().await;
    unit.forecasts().remove_at(moved.id).await.unwrap();
    unit.forecasts().remove_at(VenueId::new(unique_id())).await.unwrap();
    unit.commit().await.unwrap();
    for event in &gone {
        assert_eq!(harness.view(event.id).await.forecast, None);
    }
    for event in [&kept, &nowhere] {
        assert!(harness.view(event.id).await.forecast.is_some());
    }
}

pub(crate) async fn a_deleted_event_takes_its_forecast_along(harness: &Harness) {
    let (_, event) = with_event(harness).await;
    harness.put_forecasts(&[(event.id, seen(&event), some_forecast())]).await;
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    harness.add_event(&event).await;
    assert_eq!(harness.view(event.id).await.forecast, None);
}

pub(crate) async fn a_unit_that_is_rolled_back_puts_nothing(harness: &Harness) {
    let (_, event) = with_event(harness).await;
    let mut unit = harness.unit().await;
    assert_eq!(
        unit.forecasts().put_all(&[(event.id, seen(&event), some_forecast())]).await.unwrap(),
        [event.id]
    );
    drop(unit);
    let view = harness.view(event.id).await;
    assert_eq!((view.forecast, view.counters.revision), (None, Revision(0)));
}

/// Whoever writes something of several events takes them in one order: nobody waits for each other.
pub(crate) async fn units_that_put_and_register_all_commit(harness: &Harness) {
    let user = harness.some_user().await;
    let events: Vec<Event> = (0..8).map(|_| some_event(&user)).collect();
    for event in &events {
        harness.add_event(event).await;
    }
    let (shared, all) = (harness.clone(), events.clone());
    let results = race(12, move |i| {
        let (harness, mut events) = (shared.clone(), all.clone());
        async move {
            let mut unit = harness.store.begin().await?;
            if i % 3 == 0 {
                let looks: Vec<_> = events.iter().map(|event| (event.id, 1)).collect();
                unit.counters().add_views(&looks).await?;
            } else {
                if i % 2 == 0 {
                    events.reverse();
                }
                let all: Vec<_> =
                    events.iter().map(|event| (event.id, seen(event), some_forecast())).collect();
                assert_eq!(unit.forecasts().put_all(&all).await?.len(), 8);
            }
            unit.commit().await
        }
    })
    .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    for event in &events {
        let counters = harness.view(event.id).await.counters;
        assert_eq!((counters.revision, counters.views), (Revision(8), 4));
    }
}

/// One unit writes a forecast and ends the job that fetched it, another moves the event and adds a job
/// unless there is one: whichever is first, the last word on the event is not that of a job which saw it
/// where it was.
pub(crate) async fn a_move_is_never_left_without_a_job_that_sees_it(harness: &Harness) {
    let user = harness.some_user().await;
    for round in 0..30 {
        let event = some_event(&user);
        harness.add_event(&event).await;
        let key = format!("event {round}");
        assert!(harness.add_job(&a_job("work").key(&key).build()).await);
        let lease = harness.take(now()).await.unwrap().lease;
        let (shared, before, word) = (harness.clone(), event.clone(), key.clone());
        let results = race(2, move |i| {
            let (harness, event, key) = (shared.clone(), before.clone(), word.clone());
            async move {
                let mut unit = harness.store.begin().await?;
                if i == 0 {
                    let forecast = [(event.id, seen(&event), some_forecast())];
                    let put = !unit.forecasts().put_all(&forecast).await?.is_empty();
                    if put {
                        assert!(unit.jobs().settle(&lease, &succeeded()).await?);
                        unit.commit().await?;
                    }
                    return Ok((i, put));
                }
                let seen = unit.events().find(event.id).await?.unwrap().event;
                let moved = Event { version: seen.version.next(), ..seen.clone() };
                assert!(unit.events().update(&moved, seen.version).await?);
                unit.forecasts().remove(event.id).await?;
                let added = unit.jobs().add(&a_job("work").key(&key).build()).await?;
                unit.commit().await?;
                Ok((i, added))
            }
        })
        .await;
        let said: HashMap<usize, bool> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(said[&0], said[&1], "there is another job exactly if this one did not see the move");
        assert_eq!(harness.view(event.id).await.forecast, None, "it was of where the event had been");
        let (kind, key) = ("work".parse().unwrap(), key.parse().unwrap());
        let live = harness.unit().await.jobs().live(&kind, &key).await.unwrap();
        assert!(live.is_some(), "nobody looks at the event where it is");
        // Out of the way of the next round.
        let left = if said[&0] { harness.take(now()).await.unwrap().lease } else { lease };
        assert!(harness.queue.settle(&left, &succeeded()).await.unwrap());
    }
}

fn succeeded() -> Settlement {
    Settlement::Succeeded { result: None, at: now() }
}
