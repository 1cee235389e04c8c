//! Rows with many participants: a unit of them is no larger than others.

use std::sync::{Arc, Mutex};

use fasttrack_domain::event::{Event, EventCounters, EventView, ImportOutcome};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, a_user, an_event};
use serde_json::json;

use super::runs::{Scene, unit};
use crate::imports::{BATCH_WRITES, MAX_PARTICIPANTS};

#[tokio::test]
async fn of_rows_with_many_participants_fewer_are_written_at_once() {
    let names = vec!["Alice"; MAX_PARTICIPANTS];
    let row = |number: usize| {
        let (title, day) = (number.to_string(), "2025-07-02T10:00:00");
        let row = json!({"title": title, "event_date": day, "city": "Olinda", "participants": names});
        format!("{row}\n")
    };
    let scene = Scene::of(&(1..=12).map(row).collect::<String>());
    let batches: Vec<_> = (0..3).map(|_| crowded_unit()).collect();
    let written: Vec<_> = batches.iter().map(|(_, writes)| Arc::clone(writes)).collect();
    let store = batches.into_iter().fold(FakeStore::default(), |store, (unit, _)| store.then(unit));
    scene.run(store.then(unit().0)).await.unwrap();

    let written: Vec<usize> = written.iter().map(|writes| *writes.lock().unwrap()).collect();
    let [event, crowd] = [1, MAX_PARTICIPANTS];
    assert_eq!(written, [5 * (event + crowd), 5 * (event + crowd), 2 * (event + crowd)]);
    assert!(written.iter().all(|writes| *writes < BATCH_WRITES + event + crowd), "{written:?}");
}

/// A unit that counts the events and the participants that it is given.
fn crowded_unit() -> (FakeUnitOfWork, Arc<Mutex<usize>>) {
    let (mut unit, _) = unit();
    let writes = Arc::new(Mutex::new(0));
    let [events, crowd] = [Arc::clone(&writes), Arc::clone(&writes)];
    unit.events.checkpoint();
    unit.events.expect_import().returning(move |rows| {
        *events.lock().unwrap() += rows.len();
        Ok(vec![ImportOutcome::Added; rows.len()])
    });
    let event = an_event(&a_user("ana").build()).build();
    unit.events.expect_find().returning(move |_| Ok(Some(view(event.clone()))));
    unit.registrations.expect_add_all().returning(move |people| {
        *crowd.lock().unwrap() += people.len();
        Ok(())
    });
    unit.counters.expect_set_registrations().returning(|_, _| Ok(()));
    (unit, writes)
}

fn view(event: Event) -> EventView {
    EventView { event, counters: EventCounters::default(), venue: None, forecast: None }
}
