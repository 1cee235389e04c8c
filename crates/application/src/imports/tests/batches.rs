use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    Constraint, StoreError,
    access::{Role, Scopes},
    event::{ImportOutcome, ImportedEvent},
    id::Id,
    user::UserId,
    venue::Venue,
};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_venue, unique_id};
use serde_json::json;

use super::*;
use crate::{
    Actor, Context, Credential, Origin, SignedIn,
    authorise::Denied,
    imports::{BatchMode, BatchReport, ImportError, Imports},
    testing::unheard,
};

fn system() -> Context {
    Context::system("test".to_owned())
}

fn imports(store: FakeStore) -> Imports {
    Imports {
        store: Arc::new(store),
        changes: unheard(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

/// Writes these rows as a user's, through this one unit.
async fn write(unit: FakeUnitOfWork, rows: &[ImportRow]) -> Result<BatchReport, ImportError> {
    let imports = imports(FakeStore::default().then(unit));
    imports.add_batch(&system(), UserId::new(unique_id()), rows, BatchMode::Write).await
}

/// A unit that knows these venues, and remembers what it was given to import.
fn unit_with(venues: Vec<Venue>) -> (FakeUnitOfWork, Arc<Mutex<Vec<ImportedEvent>>>) {
    let mut unit = FakeUnitOfWork::default();
    let key = |text: &str| fasttrack_domain::text::FoldedKey::of(text);
    unit.venues.expect_find_by_name().returning(move |name, city| {
        let same = |venue: &&Venue| {
            (key(venue.details.name.as_str()), key(venue.details.city.as_str()))
                == (name.clone(), city.clone())
        };
        Ok(venues.iter().find(same).cloned())
    });
    unit.venues.expect_find_or_add().returning(|venue| Ok(venue.clone()));
    let imported = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&imported);
    unit.events.expect_import().returning(move |rows| {
        seen.lock().unwrap().extend_from_slice(rows);
        Ok(vec![ImportOutcome::Added; rows.len()])
    });
    (unit, imported)
}

/// A unit that answers with these outcomes, whatever it is given.
fn unit_that_says(outcomes: Vec<ImportOutcome>) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    unit.events.expect_import().return_once(move |_| Ok(outcomes));
    unit
}

fn rows(events: &[serde_json::Value]) -> Vec<ImportRow> {
    let reading = read(serde_json::to_string_pretty(events).unwrap());
    assert_eq!(reading.problems(), []);
    reading.rows
}

fn legacy(title: &str, capacity: u32) -> serde_json::Value {
    json!({"title": title, "event_date": "2025-07-02T10:00:00", "city": "São João",
           "local_info": {"location_name": "Salão", "capacity": capacity}})
}

fn own_at(venue: &str, capacity: Option<u32>) -> serde_json::Value {
    let mut event = own("Sarau");
    event["venue"] = venue.into();
    event["capacity"] = capacity.into();
    event
}

#[tokio::test]
async fn a_batch_is_written_in_one_unit() {
    let (unit, imported) = unit_with(Vec::new());
    let committed = unit.committed();
    let owner = UserId::new(unique_id());
    let store = FakeStore::default().then(unit);
    let rows = rows(&[own("Um"), own("Dois")]);
    let report = imports(store).add_batch(&system(), owner, &rows, BatchMode::Write).await.unwrap();

    assert_eq!(report, BatchReport { added: 2, already_there: 0, rejected: Vec::new() });
    assert!(committed.get());
    let imported = imported.lock().unwrap();
    assert_eq!(imported.len(), 2);
    assert!(imported.iter().all(|row| row.event.created_by == owner && row.event.version.0 == 1));
    assert_ne!(imported[0].event.id, imported[1].event.id);
    assert_ne!(imported[0].fingerprint, imported[1].fingerprint);
    assert_eq!(imported[0].event.details, rows[0].details);
}

#[tokio::test]
async fn the_first_description_of_a_venue_wins() {
    let (unit, imported) = unit_with(Vec::new());
    let mut shouted = legacy("Dois", 99);
    shouted["city"] = "SAO JOAO".into();
    shouted["local_info"]["location_name"] = "SALAO".into();
    let report = write(unit, &rows(&[legacy("Um", 10), shouted])).await.unwrap();

    assert_eq!(report.added, 2);
    let imported = imported.lock().unwrap();
    assert!(imported[0].event.details.venue_id.is_some());
    assert_eq!(imported[0].event.details.venue_id, imported[1].event.details.venue_id);
}

#[tokio::test]
async fn a_described_venue_that_is_there_is_taken() {
    let there = a_venue("Salao").city("Sao Joao").build();
    let (unit, imported) = unit_with(vec![there.clone()]);
    write(unit, &rows(&[legacy("Um", 10)])).await.unwrap();
    assert_eq!(imported.lock().unwrap()[0].event.details.venue_id, Some(there.id));
}

#[tokio::test]
async fn a_named_venue_must_be_there_and_large_enough() {
    let hall = a_venue("Salão").city("Olinda").seats(50).build();
    let elsewhere = a_venue("Teatro").city("Recife").build();
    let (unit, imported) = unit_with(vec![hall.clone(), elsewhere]);
    let rows = rows(&[
        own_at("salao", Some(50)),
        own_at("Salão", Some(51)),
        own_at("Teatro", None),
        own_at("Salão", None),
    ]);
    let report = write(unit, &rows).await.unwrap();

    assert_eq!(report.added, 2);
    let rejected: Vec<_> = report.rejected.iter().map(|row| (row.record, row.column, row.code)).collect();
    assert_eq!(
        rejected,
        [(2, Some("capacity"), "capacity_above_venue"), (3, Some("venue"), "unknown_venue")]
    );
    assert_eq!(report.rejected[0].line, rows[1].line);
    assert_eq!(report.rejected[0].detail, "the venue has room for 50");
    assert!(imported.lock().unwrap().iter().all(|row| row.event.details.venue_id == Some(hall.id)));
}

#[tokio::test]
async fn what_the_database_turns_down_is_reported_and_the_rest_goes_in() {
    let unit = unit_that_says(vec![
        ImportOutcome::Added,
        ImportOutcome::Conflict(Constraint::VenueDoubleBooked),
        ImportOutcome::AlreadyThere,
        ImportOutcome::Conflict(Constraint::VenueUnknown),
    ]);
    let committed = unit.committed();
    let report = write(unit, &rows(&["1", "2", "3", "4"].map(own))).await.unwrap();

    assert!(committed.get());
    assert_eq!((report.added, report.already_there), (1, 1));
    let rejected: Vec<_> = report.rejected.iter().map(|row| (row.record, row.code)).collect();
    assert_eq!(rejected, [(2, "venue_double_booked"), (4, "unknown_venue")]);
}

#[tokio::test]
async fn an_owner_who_is_gone_ends_the_batch() {
    let unit = unit_that_says(vec![ImportOutcome::Conflict(Constraint::UserUnknown)]);
    let committed = unit.committed();
    let result = write(unit, &rows(&[own("Um")])).await;
    assert!(matches!(result, Err(ImportError::OwnerUnknown)));
    assert!(!committed.get());
}

#[tokio::test]
async fn a_conflict_that_no_event_can_have_is_not_hidden() {
    let unit = unit_that_says(vec![ImportOutcome::Conflict(Constraint::EmailTaken)]);
    let result = write(unit, &rows(&[own("Um")])).await;
    assert!(matches!(result, Err(ImportError::Store(StoreError::Conflict(Constraint::EmailTaken)))));
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_keeps_nothing() {
    let (unit, _) = unit_with(Vec::new());
    let committed = unit.committed();
    let imports = imports(FakeStore::default().then(unit));
    let rows = rows(&[own("Um"), own_at("Nenhum", None)]);
    let report = imports.add_batch(&system(), Id::new(unique_id()), &rows, BatchMode::DryRun).await.unwrap();
    assert_eq!((report.added, report.rejected.len()), (1, 1));
    assert!(!committed.get());
}

#[tokio::test]
async fn contention_is_tried_again() {
    let busy = || StoreError::Contention("busy".into());
    let (mut first, _) = unit_with(Vec::new());
    first.commit_error = Some(busy());
    let (second, _) = unit_with(Vec::new());
    let committed = second.committed();
    let imports = imports(FakeStore::default().failing(busy()).then(first).then(second));
    let report =
        imports.add_batch(&system(), Id::new(unique_id()), &rows(&[own("Um")]), BatchMode::Write).await;
    assert_eq!(report.unwrap().added, 1);
    assert!(committed.get());
}

#[tokio::test]
async fn other_failures_of_the_store_are_not() {
    let store = FakeStore::default().failing(StoreError::Unavailable("gone".into()));
    let result = imports(store).add_batch(&system(), Id::new(unique_id()), &[], BatchMode::Write).await;
    assert!(matches!(result, Err(ImportError::Store(StoreError::Unavailable(_)))));
}

#[tokio::test]
async fn editors_import_for_themselves_and_admins_for_anybody() {
    let me = UserId::new(unique_id());
    let signed_in = |role: Role, scopes: Scopes| Context {
        actor: Actor::User(SignedIn {
            user_id: me,
            credential: Credential::Session(Id::new(unique_id())),
            role,
            scopes,
        }),
        origin: Origin { request_id: "test".to_owned(), address: None },
        once: None,
    };
    let other = UserId::new(unique_id());
    let editor = signed_in(Role::Editor, Role::Editor.scopes());
    let admin = signed_in(Role::Admin, Role::Admin.scopes());
    let narrow = signed_in(Role::Admin, Scopes::NONE);
    let attempt = async |ctx: &Context, owner: UserId| {
        let store = FakeStore::default().then(unit_with(Vec::new()).0);
        imports(store).add_batch(ctx, owner, &rows(&[own("Um")]), BatchMode::Write).await
    };
    assert!(attempt(&editor, me).await.is_ok());
    assert!(attempt(&admin, other).await.is_ok());
    assert!(matches!(attempt(&editor, other).await, Err(ImportError::Denied(Denied::NotOwner))));
    assert!(matches!(attempt(&narrow, me).await, Err(ImportError::Denied(Denied::InsufficientScope(_)))));
}

#[tokio::test]
async fn bad_rows_are_reported_in_the_order_of_the_file() {
    let mut unit = unit_that_says(vec![ImportOutcome::Conflict(Constraint::VenueDoubleBooked)]);
    unit.venues.expect_find_by_name().returning(|_, _| Ok(None));
    let report = write(unit, &rows(&[own("Um"), own_at("Nenhum", None)])).await.unwrap();
    let codes: Vec<_> = report.rejected.iter().map(|row| row.code).collect();
    assert_eq!(codes, ["venue_double_booked", "unknown_venue"]);
}

/// A worker runs imports on any thread.
#[test]
fn the_future_can_be_sent() {
    fn is_send<T: Send>(_: &T) {}
    let imports = imports(FakeStore::default());
    is_send(&imports.add_batch(&system(), Id::new(unique_id()), &[], BatchMode::Write));
}

#[tokio::test]
async fn a_described_venue_stands_in_its_own_city() {
    let (unit, imported) = unit_with(vec![a_venue("Teatro").city("Olinda").build()]);
    let mut event = own("Um");
    event["venue"] = json!({"name": "Teatro", "city": "Recife", "capacity": 9});
    write(unit, &rows(&[event, own_at("Teatro", None)])).await.unwrap();
    let venues: Vec<_> = imported.lock().unwrap().iter().map(|row| row.event.details.venue_id).collect();
    assert!(venues[0].is_some() && venues[0] != venues[1]);
}
