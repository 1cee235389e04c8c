use fasttrack_domain::{
    Constraint, StoreError,
    access::Scope,
    event::{Event, EventCounters, EventStatus, EventView},
    version::{Expected, Revision},
};
use fasttrack_test_support::{FakeUnitOfWork, a_user, a_venue, an_event, instant};

use super::{an_owner, another_editor, events, seen, unit_with, with_registered};
use crate::{
    authorise::Denied,
    events::EventError,
    testing::{by, by_system, store_of},
};

#[tokio::test]
async fn an_edit_keeps_what_is_not_edited() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).seats(3).build();
    let details = an_event(&owner).titled("A night").starts("2030-07-01T21:00:00Z").seats(3).build().details;
    let (unit, written) = unit_with(with_registered(&before, 3, 1), None);

    let view = events(store_of(unit))
        .replace(&ctx, before.id, details.clone(), &Expected::OneOf(vec![before.version]))
        .await
        .unwrap();

    let after = Event {
        id: before.id,
        details,
        created_by: owner.id,
        version: before.version.next(),
        created_at: before.created_at,
        updated_at: instant("2030-01-01T12:00:00Z"),
    };
    let counters =
        EventCounters { registered: 3, waitlisted: 1, last_place: 1, views: 0, revision: Revision(1) };
    assert_eq!(view, EventView { event: after.clone(), counters, venue: None, forecast: None });
    assert_eq!(written.lasting(), [after]);
}

/// An admin edits; the event still belongs to its owner.
#[tokio::test]
async fn an_edit_by_somebody_else_leaves_the_owner() {
    let (owner, _) = an_owner();
    for ctx in [by(&a_user("admin").admin().build()), by_system()] {
        let before = an_event(&owner).draft().build();
        let (unit, written) = unit_with(seen(&before), None);
        events(store_of(unit))
            .replace(&ctx, before.id, before.details.clone(), &Expected::Any)
            .await
            .unwrap();
        assert_eq!(written.lasting().first().map(|event| event.created_by), Some(owner.id));
    }
}

#[tokio::test]
async fn who_may_not_see_an_event_learns_nothing_of_it_and_who_may_not_change_it_is_told_so() {
    let (owner, owner_ctx) = an_owner();
    let viewer = by(&a_user("viewer").build());
    let (published, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let elsewhere = an_event(&owner).build();
    let no_scope = Denied::InsufficientScope(Scope::EventsWrite);
    for (ctx, there, asked, reason) in [
        (&another_editor(), &draft, &draft, EventError::NotFound),
        (&viewer, &draft, &draft, EventError::Denied(no_scope)),
        (&owner_ctx, &draft, &elsewhere, EventError::NotFound),
        (&another_editor(), &published, &published, EventError::Denied(Denied::NotOwner)),
        (&viewer, &published, &published, EventError::Denied(no_scope)),
    ] {
        let (unit, written) = unit_with(seen(there), None);
        // A version that is stale as well: what one may not know comes first.
        let stale = Expected::OneOf(vec![]);
        let result = events(store_of(unit)).replace(ctx, asked.id, there.details.clone(), &stale).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(written.lasting().is_empty());
    }
}

#[tokio::test]
async fn an_edit_of_another_version_is_stale() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).build();
    let (unit, written) = unit_with(seen(&before), None);
    let expected = Expected::OneOf(vec![before.version.next()]);
    let result = events(store_of(unit)).replace(&ctx, before.id, before.details, &expected).await;
    assert!(matches!(result, Err(EventError::Stale)), "{result:?}");
    assert!(written.lasting().is_empty());
}

/// The store has the last word: another unit may have come between reading and writing.
#[tokio::test]
async fn an_edit_that_was_overtaken_is_stale() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).build();
    let mut unit = FakeUnitOfWork::default();
    let view = seen(&before);
    unit.events.expect_find().returning(move |_| Ok(Some(view.clone())));
    unit.events.expect_update().returning(|_, _| Ok(false));
    let committed = unit.committed();
    let result = events(store_of(unit)).replace(&ctx, before.id, before.details, &Expected::Any).await;
    assert!(matches!(result, Err(EventError::Stale)), "{result:?}");
    assert!(!committed.get());
}

#[tokio::test]
async fn the_status_changes_as_far_as_it_may() {
    let (owner, ctx) = an_owner();
    for from in EventStatus::ALL {
        for to in EventStatus::ALL {
            let before = an_event(&owner).status(from).build();
            let (unit, written) = unit_with(seen(&before), None);
            let details = an_event(&owner).status(to).build().details;
            let result = events(store_of(unit)).replace(&ctx, before.id, details, &Expected::Any).await;
            if from != EventStatus::Draft && to == EventStatus::Draft {
                assert!(
                    matches!(result, Err(EventError::StatusChange { from: f, to: t }) if (f, t) == (from, to)),
                    "{result:?}"
                );
                assert!(written.lasting().is_empty());
            } else {
                assert_eq!(result.unwrap().event.details.status, to);
                assert_eq!(written.lasting().len(), 1);
            }
        }
    }
}

/// The limit is the event's, else the venue's, else there is none.
#[tokio::test]
async fn seats_that_are_taken_stay() {
    let (owner, ctx) = an_owner();
    let hall = a_venue("Hall").seats(50).build();
    let open = || an_event(&owner);
    for (after, registered, fits) in [
        (open().seats(10), 10, true),
        (open().seats(10), 11, false),
        (open().at(&hall), 50, true),
        (open().at(&hall), 51, false),
        (open().at(&hall).seats(10), 11, false),
        (open(), 1_000_000, true),
    ] {
        let before = open().build();
        let (unit, written) = unit_with(with_registered(&before, registered, 0), Some(hall.clone()));
        let details = after.build().details;
        let result = events(store_of(unit)).replace(&ctx, before.id, details, &Expected::Any).await;
        if fits {
            assert_eq!(result.unwrap().counters.registered, registered);
            assert_eq!(written.lasting().len(), 1);
        } else {
            assert!(
                matches!(result, Err(EventError::CapacityBelowRegistered(n)) if n == registered),
                "{result:?}"
            );
            assert!(written.lasting().is_empty());
        }
    }
}

#[tokio::test]
async fn an_event_moves_only_to_a_venue_that_exists_and_holds_it() {
    let (owner, ctx) = an_owner();
    let hall = a_venue("Hall").seats(50).build();
    let before = an_event(&owner).build();
    for (after, reason) in [
        (an_event(&owner).at(&a_venue("Nowhere").build()), EventError::VenueUnknown),
        (an_event(&owner).at(&hall).seats(51), EventError::CapacityAboveVenue(50)),
    ] {
        let (unit, written) = unit_with(seen(&before), Some(hall.clone()));
        let details = after.build().details;
        let result = events(store_of(unit)).replace(&ctx, before.id, details, &Expected::Any).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(written.lasting().is_empty());
    }

    let (unit, written) = unit_with(seen(&before), Some(hall.clone()));
    let details = an_event(&owner).at(&hall).seats(50).build().details;
    events(store_of(unit)).replace(&ctx, before.id, details, &Expected::Any).await.unwrap();
    assert_eq!(written.lasting().first().and_then(|event| event.details.venue_id), Some(hall.id));
}

#[tokio::test]
async fn a_venue_is_booked_once_at_a_time() {
    let (owner, ctx) = an_owner();
    let before = an_event(&owner).build();
    let mut unit = FakeUnitOfWork::default();
    let view = seen(&before);
    unit.events.expect_find().returning(move |_| Ok(Some(view.clone())));
    unit.events.expect_update().returning(|_, _| Err(StoreError::Conflict(Constraint::VenueDoubleBooked)));
    let committed = unit.committed();
    let result = events(store_of(unit)).replace(&ctx, before.id, before.details, &Expected::Any).await;
    assert!(matches!(result, Err(EventError::VenueDoubleBooked)), "{result:?}");
    assert!(!committed.get());
}
