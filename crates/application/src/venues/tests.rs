use fasttrack_domain::{
    Constraint, StoreError,
    access::Scope,
    id::Id,
    page::{Page, PageRequest},
    ports::MockVenueQueries,
    venue::{Capacity, Venue, VenueDetails, VenueFilter, VenueId, VenueKind},
    version::{Expected, Version},
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_user, a_venue, instant, unique_id,
};

use super::*;
use crate::{
    authorise::Denied,
    context::Context,
    testing::{
        Written, by, by_system, by_token_of, down, failing_at_commit, must_be_send, noted, scopes, store_of,
        unheard, untouched_store,
    },
};

fn venues(store: Arc<FakeStore>) -> Venues {
    Venues {
        store,
        queries: Arc::new(MockVenueQueries::new()),
        cached: Arc::new(MockVenueQueries::new()),
        changes: unheard(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    }
}

fn an_editor() -> Context {
    by(&a_user("editor").editor().build())
}

/// A unit in which there is this venue and nothing else, and what is written over it.
fn unit_with(venue: &Venue) -> (FakeUnitOfWork, Written<Venue>) {
    let mut unit = FakeUnitOfWork::default();
    let (there, written) = (venue.clone(), Written::by(&unit));
    unit.venues.expect_find().returning(move |id| Ok(Some(there.clone()).filter(|venue| venue.id == id)));
    let (version, log) = (venue.version, written.clone());
    unit.venues.expect_update().returning(move |venue, expected| {
        log.push(venue.clone());
        Ok(expected == version)
    });
    unit.venues.expect_seats_needed().returning(|_, _| Ok(0));
    unit.counters.expect_waiting_for_venue().returning(|_, _| Ok(Vec::new()));
    (unit, written)
}

fn with_seats(venue: &Venue, seats: i64) -> VenueDetails {
    VenueDetails { capacity: Capacity::new(seats).unwrap(), ..venue.details.clone() }
}

#[tokio::test]
async fn a_new_venue_is_written_as_it_is_answered() {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.venues.expect_add().returning(move |venue| {
        log.push(venue.clone());
        Ok(())
    });
    let details = a_venue("Coliseu").build().details;

    let venue = venues(store_of(unit)).create(&an_editor(), details.clone()).await.unwrap().done();

    let now = instant("2030-01-01T12:00:00Z");
    let id = Id::new(SequentialIds::nth(1));
    assert_eq!(venue, Venue { id, details, version: Version::FIRST, created_at: now, updated_at: now });
    assert_eq!(written.lasting(), [venue]);
}

#[tokio::test]
async fn a_name_is_taken_once_in_a_city() {
    let mut unit = FakeUnitOfWork::default();
    unit.venues.expect_add().returning(|_| Err(StoreError::Conflict(Constraint::VenueNameTaken)));
    let committed = unit.committed();
    let result = venues(store_of(unit)).create(&an_editor(), a_venue("Coliseu").build().details).await;
    assert!(matches!(result, Err(VenueError::NameTaken)), "{result:?}");
    assert!(!committed.get());
}

#[tokio::test]
async fn an_edit_keeps_what_is_not_edited() {
    let before = a_venue("Coliseu").build();
    let (unit, written) = unit_with(&before);
    let details = a_venue("Coliseu dos Recreios").seats(4_000).build().details;

    let after = venues(store_of(unit))
        .replace(&an_editor(), before.id, details.clone(), &Expected::OneOf(vec![before.version]))
        .await
        .unwrap();

    let updated_at = instant("2030-01-01T12:00:00Z");
    assert_eq!(after, Venue { details, version: before.version.next(), updated_at, ..before });
    assert_eq!(written.lasting(), [after]);
}

#[tokio::test]
async fn an_edit_of_another_version_is_stale() {
    let before = a_venue("Coliseu").build();
    let (unit, written) = unit_with(&before);
    let expected = Expected::OneOf(vec![before.version.next()]);
    let result =
        venues(store_of(unit)).replace(&an_editor(), before.id, before.details.clone(), &expected).await;
    assert!(matches!(result, Err(VenueError::Stale)), "{result:?}");
    assert!(written.lasting().is_empty());
}

/// The store has the last word: another unit may have come between reading and writing.
#[tokio::test]
async fn an_edit_that_was_overtaken_is_stale() {
    let before = a_venue("Coliseu").build();
    let mut unit = FakeUnitOfWork::default();
    let there = before.clone();
    unit.venues.expect_find().returning(move |_| Ok(Some(there.clone())));
    unit.venues.expect_seats_needed().returning(|_, _| Ok(0));
    unit.venues.expect_update().returning(|_, _| Ok(false));
    let committed = unit.committed();
    let result =
        venues(store_of(unit)).replace(&an_editor(), before.id, before.details, &Expected::Any).await;
    assert!(matches!(result, Err(VenueError::Stale)), "{result:?}");
    assert!(!committed.get());
}

#[tokio::test]
async fn a_venue_holds_what_a_coming_event_needs() {
    for (seats, fits) in [(99, true), (80, true), (79, false), (1, false)] {
        let before = a_venue("Coliseu").build();
        let mut unit = FakeUnitOfWork::default();
        let now = instant("2030-01-01T12:00:00Z");
        unit.venues.expect_seats_needed().returning(move |_, from| Ok(if from == now { 80 } else { 0 }));
        let (there, written) = (before.clone(), Written::by(&unit));
        unit.venues.expect_find().returning(move |_| Ok(Some(there.clone())));
        let log = written.clone();
        unit.venues.expect_update().returning(move |venue, _| {
            log.push(venue.details.capacity.get());
            Ok(true)
        });

        let details = with_seats(&before, seats);
        let result = venues(store_of(unit)).replace(&an_editor(), before.id, details, &Expected::Any).await;

        if fits {
            assert_eq!(i64::from(result.unwrap().details.capacity.get()), seats);
            assert_eq!(written.lasting().len(), 1);
        } else {
            assert!(matches!(result, Err(VenueError::TooSmall(80))), "{seats}: {result:?}");
            assert!(written.lasting().is_empty());
        }
    }
}

/// A unit in which a venue can be removed, unless the store refuses.
fn unit_to_remove(venue: &Venue, refusal: Option<Constraint>) -> (FakeUnitOfWork, Written<VenueId>) {
    let (mut unit, _) = unit_with(venue);
    let written = Written::by(&unit);
    let log = written.clone();
    unit.venues.expect_delete().returning(move |id| {
        log.push(id);
        refusal.map_or(Ok(true), |constraint| Err(StoreError::Conflict(constraint)))
    });
    (unit, written)
}

#[tokio::test]
async fn a_venue_is_removed_unless_it_changed_or_is_in_use() {
    let venue = a_venue("Coliseu").build();
    let seen = Expected::OneOf(vec![venue.version]);

    let (unit, removed) = unit_to_remove(&venue, None);
    let (log, ctx) = (unit.audit_log(), an_editor());
    venues(store_of(unit)).delete(&ctx, venue.id, &seen).await.unwrap();
    assert_eq!(removed.lasting(), [venue.id]);
    assert_eq!(noted(&log), [format!("{} venue.deleted venue {}", ctx.user().unwrap().user_id, venue.id)]);

    // What is there again was not noted as removed.
    let (unit, _) = unit_to_remove(&venue, None);
    let log = unit.audit_log();
    let store = store_of(failing_at_commit(unit, down()));
    venues(store).delete(&an_editor(), venue.id, &seen).await.unwrap_err();
    assert_eq!(noted(&log), [""; 0]);

    let (unit, removed) = unit_to_remove(&venue, None);
    let result = venues(store_of(unit)).delete(&an_editor(), venue.id, &Expected::OneOf(vec![])).await;
    assert!(matches!(result, Err(VenueError::Stale)), "{result:?}");
    assert!(removed.lasting().is_empty());

    let (unit, removed) = unit_to_remove(&venue, Some(Constraint::VenueInUse));
    let result = venues(store_of(unit)).delete(&an_editor(), venue.id, &seen).await;
    assert!(matches!(result, Err(VenueError::InUse)), "{result:?}");
    assert!(removed.lasting().is_empty());
}

#[tokio::test]
async fn a_venue_that_is_not_there_is_not_found() {
    let venue = a_venue("Coliseu").build();
    let nowhere = VenueId::new(unique_id());
    let (editor, any) = (an_editor(), Expected::Any);

    let venues_with = |venue| venues(store_of(unit_with(venue).0));
    let result = venues_with(&venue).replace(&editor, nowhere, venue.details.clone(), &any).await;
    assert!(matches!(result, Err(VenueError::NotFound)), "{result:?}");
    let result = venues_with(&venue).delete(&editor, nowhere, &any).await;
    assert!(matches!(result, Err(VenueError::NotFound)), "{result:?}");

    let mut queries = MockVenueQueries::new();
    queries.expect_find().returning(|_| Ok(None));
    let venues = Venues { cached: Arc::new(queries), ..venues(untouched_store()) };
    let result = venues.get(&editor, nowhere).await;
    assert!(matches!(result, Err(VenueError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn readers_get_what_the_queries_answer() {
    let venue = a_venue("Coliseu").build();
    let mut queries = MockVenueQueries::new();
    let there = venue.clone();
    queries.expect_find().returning(move |_| Ok(Some(there.clone())));
    let there = venue.clone();
    queries.expect_list().returning(move |_, _| Ok(Page { items: vec![there.clone()], next: None }));
    queries.expect_count().returning(|_| Ok(1));
    let venues = Venues { cached: Arc::new(queries), ..venues(untouched_store()) };
    let viewer = by(&a_user("viewer").build());
    let (filter, page) = (VenueFilter::default(), PageRequest::default());

    assert_eq!(venues.get(&viewer, venue.id).await.unwrap(), venue);
    assert_eq!(venues.list(&viewer, &filter, &page).await.unwrap().items, [venue]);
    assert_eq!(venues.count(&viewer, &filter).await.unwrap(), 1);
}

/// Nothing is asked of the store before the answer is no.
#[tokio::test]
async fn who_lacks_the_scope_is_denied() {
    let venues = venues(untouched_store());
    let viewer = by(&a_user("viewer").build());
    let venue = a_venue("Coliseu").build();
    let (details, any) = (venue.details.clone(), Expected::Any);
    for result in [
        venues.create(&viewer, details.clone()).await.map(|_| ()),
        venues.replace(&viewer, venue.id, details, &any).await.map(|_| ()),
        venues.delete(&viewer, venue.id, &any).await,
    ] {
        let denied = VenueError::Denied(Denied::InsufficientScope(Scope::VenuesWrite));
        assert_eq!(result.unwrap_err().to_string(), denied.to_string());
    }

    let blind = by_token_of(&a_user("admin").admin().build(), scopes(&[Scope::EventsRead]));
    let (filter, page) = (VenueFilter::default(), PageRequest::default());
    for result in [
        venues.get(&blind, venue.id).await.map(|_| ()),
        venues.list(&blind, &filter, &page).await.map(|_| ()),
        venues.count(&blind, &filter).await.map(|_| ()),
    ] {
        let denied = VenueError::Denied(Denied::InsufficientScope(Scope::VenuesRead));
        assert_eq!(result.unwrap_err().to_string(), denied.to_string());
    }
}

#[test]
fn every_use_case_can_move_between_threads() {
    let venues = venues(untouched_store());
    let (ctx, venue) = (by_system(), a_venue("Coliseu").build());
    let (filter, page, any) = (VenueFilter::default(), PageRequest::default(), Expected::Any);
    must_be_send(venues.get(&ctx, venue.id));
    must_be_send(venues.list(&ctx, &filter, &page));
    must_be_send(venues.count(&ctx, &filter));
    must_be_send(venues.create(&ctx, venue.details.clone()));
    must_be_send(venues.replace(&ctx, venue.id, venue.details.clone(), &any));
    must_be_send(venues.delete(&ctx, venue.id, &any));
}

/// The forecasts of its events are none any more: the sweep asks anew.
#[tokio::test]
async fn a_venue_that_moves_takes_the_forecasts_of_its_events_away() {
    let venue = a_venue("Coliseu").coordinates(41.1, -8.6).build();
    let moved = a_venue("Coliseu").coordinates(41.2, -8.6).build().details;
    let nowhere = a_venue("Coliseu").build().details;
    let online = VenueDetails { kind: VenueKind::Online, ..venue.details.clone() };
    let renamed = VenueDetails { kind: VenueKind::Theatre, ..with_seats(&venue, 7) };
    for (details, taken_away) in [(moved, true), (nowhere, true), (online, true), (renamed, false)] {
        let (mut unit, _) = unit_with(&venue);
        let removed = Written::by(&unit);
        let log = removed.clone();
        unit.forecasts.expect_remove_at().returning(move |venue| {
            log.push(venue);
            Ok(())
        });
        venues(store_of(unit)).replace(&an_editor(), venue.id, details, &Expected::Any).await.unwrap();
        assert_eq!(removed.lasting(), if taken_away { vec![venue.id] } else { Vec::new() });
    }
}
