use fasttrack_domain::{
    Constraint,
    event::{EventCounters, ImportOutcome, ImportedEvent},
    user::{User, UserId},
    version::{Revision, Version},
};
use fasttrack_test_support::{EventBuilder, a_venue, an_event, fingerprint, unique_id};

use crate::{Harness, harness::everything, races::race};

fn row(event: EventBuilder, n: u8) -> ImportedEvent {
    ImportedEvent { event: event.build(), fingerprint: Some(fingerprint(n)) }
}

async fn import(harness: &Harness, rows: &[ImportedEvent]) -> Vec<ImportOutcome> {
    let mut unit = harness.unit().await;
    let outcomes = unit.events().import(rows).await.unwrap();
    unit.commit().await.unwrap();
    outcomes
}

fn some_rows(owner: &User, numbers: std::ops::Range<u8>) -> Vec<ImportedEvent> {
    numbers.map(|n| row(an_event(owner).titled(&format!("Row {n}")).tags(&["imported"]), n)).collect()
}

pub(crate) async fn imported_events_are_like_others(harness: &Harness) {
    let (owner, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    let rows = [row(an_event(&owner).titled("São João").at(&venue).tags(&["Fado", "Jazz"]).seats(5), 1)];
    assert_eq!(import(harness, &rows).await, [ImportOutcome::Added]);

    let view = harness.view(rows[0].event.id).await;
    assert_eq!(view.event, rows[0].event);
    assert_eq!(view.counters, EventCounters::default());
    assert_eq!(view.venue.unwrap().id, venue.id);
    let mut filter = everything();
    filter.query = Some(fasttrack_domain::text::SearchText::of(["joao fado"]));
    filter.tag = Some(fasttrack_domain::text::FoldedKey::of("jazz"));
    assert_eq!(harness.titles(&filter).await, ["São João"]);
    assert_eq!(import(harness, &[]).await, []);
}

pub(crate) async fn a_second_import_adds_nothing(harness: &Harness) {
    let owner = harness.some_user().await;
    assert_eq!(import(harness, &some_rows(&owner, 0..20)).await, [ImportOutcome::Added; 20]);
    // Other identifiers, the same rows, and some more.
    let again = import(harness, &some_rows(&owner, 0..25)).await;
    assert_eq!(again[..20], [ImportOutcome::AlreadyThere; 20]);
    assert_eq!(again[20..], [ImportOutcome::Added; 5]);
    assert_eq!(harness.events.count(&everything()).await.unwrap(), 25);
}

pub(crate) async fn a_row_twice_in_one_import_is_added_once(harness: &Harness) {
    let owner = harness.some_user().await;
    let rows = [row(an_event(&owner), 1), row(an_event(&owner), 1)];
    assert_eq!(import(harness, &rows).await, [ImportOutcome::Added, ImportOutcome::AlreadyThere]);
    assert_eq!(harness.all_events().await, [rows[0].event.id]);
}

pub(crate) async fn a_conflict_is_for_its_row_only(harness: &Harness) {
    let (owner, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    let booking = || an_event(&owner).at(&venue).between("2030-06-01T10:00:00Z", "2030-06-01T12:00:00Z");
    let rows = [
        row(booking(), 1),
        row(booking().titled("Double booked"), 2),
        row(an_event(&owner).at(&a_venue("Nowhere").build()).titled("Without a venue"), 3),
        row(an_event(&owner).owned_by(UserId::new(unique_id())).titled("Of nobody"), 4),
        row(an_event(&owner).titled("Good").tags(&["a"]), 5),
    ];
    let expected = [
        ImportOutcome::Added,
        ImportOutcome::Conflict(Constraint::VenueDoubleBooked),
        ImportOutcome::Conflict(Constraint::VenueUnknown),
        ImportOutcome::Conflict(Constraint::UserUnknown),
        ImportOutcome::Added,
    ];
    assert_eq!(import(harness, &rows).await, expected);
    let there = harness.all_events().await;
    assert_eq!(there.len(), 2);
    assert_eq!(harness.view(rows[4].event.id).await.event, rows[4].event);

    // What conflicted was not imported: once the reason is gone, it can be.
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(rows[0].event.id).await.unwrap());
    assert_eq!(unit.events().import(&rows[1..2]).await.unwrap(), [ImportOutcome::Added]);
}

pub(crate) async fn an_edited_event_is_not_imported_again(harness: &Harness) {
    let owner = harness.some_user().await;
    let rows = [row(an_event(&owner).titled("Imported"), 1)];
    import(harness, &rows).await;
    let mut edited = rows[0].event.clone();
    edited.version = Version(2);
    edited.details.title = "Edited".parse().unwrap();
    assert!(harness.try_update_event(&edited).await.unwrap());

    assert_eq!(import(harness, &some_rows(&owner, 1..2)).await, [ImportOutcome::AlreadyThere]);
    let view = harness.view(edited.id).await;
    assert_eq!((view.event, view.counters.revision), (edited, Revision(1)));
}

pub(crate) async fn two_imports_at_once_add_each_row_once(harness: &Harness) {
    let owner = harness.some_user().await;
    let shared = harness.clone();
    let outcomes = race(3, move |i| {
        let harness = shared.clone();
        let mut rows = some_rows(&owner, 0..30);
        if i == 1 {
            rows.reverse();
        }
        async move {
            let mut unit = harness.store.begin().await?;
            let outcomes = unit.events().import(&rows).await?;
            unit.commit().await?;
            Ok(outcomes)
        }
    })
    .await;
    let added = outcomes.into_iter().flat_map(Result::unwrap).filter(|o| *o == ImportOutcome::Added);
    assert_eq!(added.count(), 30);
    assert_eq!(harness.events.count(&everything()).await.unwrap(), 30);
}

/// Nothing to tell them by, so they are added each time; the rules of the database hold all the same.
pub(crate) async fn rows_without_a_fingerprint_are_always_new(harness: &Harness) {
    let (owner, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    let booking = || an_event(&owner).at(&venue).between("2030-06-01T10:00:00Z", "2030-06-01T12:00:00Z");
    let plain = |event: EventBuilder| ImportedEvent { event: event.build(), fingerprint: None };
    let rows = [
        plain(an_event(&owner)),
        plain(an_event(&owner)),
        plain(booking()),
        plain(booking()),
        plain(an_event(&owner).at(&a_venue("Nowhere").build())),
        row(an_event(&owner), 1),
    ];
    let expected = [
        ImportOutcome::Added,
        ImportOutcome::Added,
        ImportOutcome::Added,
        ImportOutcome::Conflict(Constraint::VenueDoubleBooked),
        ImportOutcome::Conflict(Constraint::VenueUnknown),
        ImportOutcome::Added,
    ];
    assert_eq!(import(harness, &rows).await, expected);
    assert_eq!(harness.view(rows[1].event.id).await.event, rows[1].event);
    assert_eq!(harness.all_events().await.len(), 4);
}
