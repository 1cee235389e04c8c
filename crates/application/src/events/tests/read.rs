use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    access::Scope,
    event::{EventFilter, EventSort, EventView, Visibility},
    page::{Limit, Page, PageRequest},
    ports::{EventQueries, MockEventQueries},
};
use fasttrack_test_support::{FakeUnitOfWork, a_user, an_event, instant};

use super::{an_owner, another_editor, events, seen};
use crate::{
    authorise::Denied,
    events::{EventError, Events},
    testing::{Written, by, by_system, by_token_of, scopes, store_of, untouched_store},
};

fn reading(queries: MockEventQueries) -> Events {
    let queries: Arc<dyn EventQueries> = Arc::new(queries);
    Events { queries: queries.clone(), cached: queries, ..events(untouched_store()) }
}

fn queries_with(view: EventView) -> MockEventQueries {
    let mut queries = MockEventQueries::new();
    queries.expect_find().returning(move |id| Ok(Some(view.clone()).filter(|view| view.event.id == id)));
    queries
}

#[tokio::test]
async fn a_draft_is_found_by_its_owner_and_admins_only() {
    let (owner, ctx) = an_owner();
    let draft = an_event(&owner).draft().build();
    let admin = by(&a_user("admin").admin().build());
    for (ctx, found) in [(ctx, true), (admin, true), (by_system(), true), (another_editor(), false)] {
        let result = reading(queries_with(seen(&draft))).get(&ctx, draft.id).await;
        if found {
            assert_eq!(result.unwrap(), seen(&draft));
        } else {
            assert!(matches!(result, Err(EventError::NotFound)), "{result:?}");
        }
    }
}

#[tokio::test]
async fn an_event_that_is_not_there_is_not_found() {
    let (owner, ctx) = an_owner();
    let events = reading(queries_with(seen(&an_event(&owner).build())));
    let result = events.get(&ctx, an_event(&owner).build().id).await;
    assert!(matches!(result, Err(EventError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn a_look_counts_when_there_was_something_to_see() {
    let (owner, ctx) = an_owner();
    let (event, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let mut queries = MockEventQueries::new();
    let there = [seen(&event), seen(&draft)];
    queries.expect_find().returning(move |id| Ok(there.clone().into_iter().find(|view| view.event.id == id)));
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.counters.expect_add_views().returning(move |views| {
        log.push(views.to_vec());
        Ok(())
    });
    let events = Events { cached: Arc::new(queries), ..events(store_of(unit)) };

    events.look_at(&ctx, event.id).await.unwrap();
    events.look_at(&another_editor(), event.id).await.unwrap();
    events.look_at(&another_editor(), draft.id).await.unwrap_err();
    events.get(&ctx, event.id).await.unwrap();
    events.views.flush().await.unwrap();

    assert_eq!(written.lasting(), [[(event.id, 2)]]);
}

/// Whatever a caller puts into the filter, the drafts of others stay hidden.
#[tokio::test]
async fn lists_and_counts_are_narrowed_to_what_may_be_seen() {
    let (owner, ctx) = an_owner();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let mut queries = MockEventQueries::new();
    let log = Arc::clone(&asked);
    queries.expect_list().returning(move |filter, _, _| {
        log.lock().unwrap().push(filter.clone());
        Ok(Page { items: Vec::new(), next: None })
    });
    let log = Arc::clone(&asked);
    queries.expect_count().returning(move |filter| {
        log.lock().unwrap().push(filter.clone());
        Ok(0)
    });
    let events = reading(queries);
    let filter = EventFilter { visible: Visibility::AllDrafts, has_seats: true, ..EventFilter::default() };

    events.list(&ctx, filter.clone(), EventSort::Title, &PageRequest::default()).await.unwrap();
    events.count(&ctx, filter.clone()).await.unwrap();

    let narrowed = EventFilter { visible: Visibility::DraftsOf(owner.id), ..filter };
    assert_eq!(*asked.lock().unwrap(), [narrowed.clone(), narrowed]);
}

#[tokio::test]
async fn upcoming_begins_now() {
    let (owner, ctx) = an_owner();
    let next = seen(&an_event(&owner).build());
    let mut queries = MockEventQueries::new();
    let answer = next.clone();
    queries.expect_upcoming().returning(move |from, _| {
        Ok(Vec::from_iter((from == instant("2030-01-01T12:00:00Z")).then(|| answer.clone())))
    });
    assert_eq!(reading(queries).upcoming(&ctx, Limit::DEFAULT).await.unwrap(), [next]);
}

#[tokio::test]
async fn popular_is_what_the_queries_answer() {
    let (owner, ctx) = an_owner();
    let best = seen(&an_event(&owner).build());
    let mut queries = MockEventQueries::new();
    let answer = best.clone();
    queries.expect_popular().returning(move |_| Ok(vec![answer.clone()]));
    assert_eq!(reading(queries).popular(&ctx, Limit::DEFAULT).await.unwrap(), [best]);
}

#[tokio::test]
async fn who_lacks_the_scope_is_denied() {
    let events = events(untouched_store());
    let blind = by_token_of(&a_user("admin").admin().build(), scopes(&[Scope::VenuesRead]));
    let id = an_event(&an_owner().0).build().id;
    let (filter, sort, page) = (EventFilter::default(), EventSort::default(), PageRequest::default());
    for result in [
        events.get(&blind, id).await.map(|_| ()),
        events.look_at(&blind, id).await.map(|_| ()),
        events.list(&blind, filter.clone(), sort, &page).await.map(|_| ()),
        events.count(&blind, filter).await.map(|_| ()),
        events.upcoming(&blind, Limit::DEFAULT).await.map(|_| ()),
        events.popular(&blind, Limit::DEFAULT).await.map(|_| ()),
    ] {
        let denied = Denied::InsufficientScope(Scope::EventsRead);
        assert!(matches!(result, Err(EventError::Denied(reason)) if reason == denied), "{result:?}");
    }
}
