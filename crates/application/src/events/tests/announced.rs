//! What others are told to forget.

use fasttrack_domain::{
    StoreError,
    ports::{Announcement, CacheGroup},
};
use fasttrack_test_support::{FakeBus, FakeCache};

use super::*;
use crate::testing::{failing_at_commit, store_of};

/// The use cases on this unit, and what hears of their changes.
fn listened_to(unit: FakeUnitOfWork) -> (Events, Arc<FakeBus>, Arc<FakeCache>) {
    let (bus, cache) = (Arc::<FakeBus>::default(), Arc::<FakeCache>::default());
    let changes = Changes { bus: bus.clone(), cache: cache.clone() };
    (Events { changes, ..events(store_of(unit)) }, bus, cache)
}

#[tokio::test]
async fn an_edit_is_announced_when_it_is_committed() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let (unit, _) = unit_with(seen(&event), None);
    let (events, bus, cache) = listened_to(unit);

    events.replace(&ctx, event.id, event.details.clone(), &Expected::Any).await.unwrap();

    assert_eq!(bus.announced(), [Announcement::EventChanged(event.id)]);
    assert_eq!(cache.invalidated(), [CacheGroup::Events]);
}

#[tokio::test]
async fn a_new_event_is_announced() {
    let (owner, ctx) = an_owner();
    let mut unit = FakeUnitOfWork::default();
    unit.events.expect_add().returning(|_| Ok(()));
    let (events, bus, cache) = listened_to(unit);

    let view = events.create(&ctx, an_event(&owner).build().details).await.unwrap();

    assert_eq!(bus.announced(), [Announcement::EventChanged(view.event.id)]);
    assert_eq!(cache.invalidated(), [CacheGroup::Events]);
}

#[tokio::test]
async fn a_removed_event_is_announced() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let (mut unit, _) = unit_with(seen(&event), None);
    unit.events.expect_delete().returning(|_| Ok(true));
    let (events, bus, _) = listened_to(unit);

    events.delete(&ctx, event.id, &Expected::Any).await.unwrap();

    assert_eq!(bus.announced(), [Announcement::EventChanged(event.id)]);
}

#[tokio::test]
async fn a_whole_batch_is_announced_at_once() {
    let (owner, ctx) = an_owner();
    let mut unit = FakeUnitOfWork::default();
    unit.events.expect_add_all().returning(|_| Ok(()));
    let (events, bus, _) = listened_to(unit);

    let batch = vec![an_event(&owner).build().details, an_event(&owner).build().details];
    events.create_batch(&ctx, batch).await.unwrap();

    assert_eq!(bus.announced(), [Announcement::EventsChanged]);
}

#[tokio::test]
async fn what_is_not_committed_is_not_announced() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    for stale in [true, false] {
        let (unit, _) = unit_with(seen(&event), None);
        let expected = if stale { Expected::OneOf(vec![event.version.next()]) } else { Expected::Any };
        let refused = StoreError::Backend("full".into());
        let unit = if stale { unit } else { failing_at_commit(unit, refused) };
        let (events, bus, cache) = listened_to(unit);

        events.replace(&ctx, event.id, event.details.clone(), &expected).await.unwrap_err();

        assert_eq!(bus.announced(), []);
        assert_eq!(cache.invalidated(), []);
    }
}
