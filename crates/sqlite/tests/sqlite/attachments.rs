//! How SQLite runs what is new with attachments, and how many statements that takes.

use fasttrack_domain::{
    attachment::AttachmentId,
    event::EventId,
    page::{PageRequest, Position, SortKey},
    ports::{AttachmentQueries, Store as _},
    time::Timestamp,
};
use fasttrack_test_support::{an_attachment, unique_id};
use uuid::Uuid;

use crate::{
    plans::{assert_seeks, plan},
    recorder::seen,
    support::{Database, page},
};

#[tokio::test]
async fn attachments_are_looked_up_and_never_sorted() {
    let database = Database::new().await;
    let queries: &dyn AttachmentQueries = &database.store;
    let event = EventId::new(unique_id());
    let deep = Position { key: SortKey::Time(Timestamp::EPOCH), id: Uuid::nil() };
    for (after, seek) in [(None, ""), (Some(deep), " AND (created_at,id)>(?,?)")] {
        let list = plan(&database, queries.of_event(event, &PageRequest { after, ..page(20) })).await;
        let step = format!("SEARCH attachments USING INDEX attachments_of_event (event_key=?{seek})");
        assert_seeks(&list, &step);
    }
    let count = plan(&database, queries.count_of_event(event)).await;
    assert_seeks(&count, "SEARCH attachments USING COVERING INDEX attachments_of_event (event_key=?)");
    let ids = [AttachmentId::new(unique_id()), AttachmentId::new(unique_id())];
    let known = plan(&database, queries.known(&ids)).await;
    assert_seeks(&known, "SEARCH attachments USING PRIMARY KEY (id=?)");
    let mut unit = database.store.begin().await.unwrap();
    let held = plan(&database, unit.attachments().of_event(event)).await;
    assert_seeks(&held, "SEARCH attachments USING COVERING INDEX attachments_of_event (event_key=?)");
}

/// What each step takes for an event with so many attachments.
async fn statements(number: usize) -> Vec<(&'static str, usize)> {
    let database = Database::new().await;
    let (_, _, events) = database.fill(1).await;
    let event = events.first().unwrap();
    let mut counts = Vec::new();
    let mut unit = database.store.begin().await.unwrap();
    let all: Vec<_> = (0..number).map(|_| an_attachment(event).build()).collect();
    for attachment in &all {
        unit.attachments().add(attachment).await.unwrap();
    }
    let mut before = seen(database.path()).statements.len();
    let mut count = |name| {
        let now = seen(database.path()).statements.len();
        counts.push((name, now - std::mem::replace(&mut before, now)));
    };
    unit.attachments().add(&an_attachment(event).build()).await.unwrap();
    count("add");
    assert_eq!(unit.attachments().of_event(event.id).await.unwrap().len(), number + 1);
    count("of event");
    unit.attachments().thumbnail_made(all.first().unwrap().id).await.unwrap();
    count("thumbnail");
    unit.attachments().delete(all.first().unwrap().id).await.unwrap();
    count("delete");
    unit.commit().await.unwrap();
    count("commit");
    let store: &dyn AttachmentQueries = &database.store;
    assert_eq!(store.of_event(event.id, &page(100)).await.unwrap().items.len(), number);
    count("list");
    store.count_of_event(event.id).await.unwrap();
    count("count");
    let ids: Vec<_> = all.iter().map(|attachment| attachment.id).collect();
    assert_eq!(store.known(&ids).await.unwrap().len(), number - 1);
    count("known");
    counts
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_attachments() {
    let few = statements(1).await;
    assert_eq!(few, statements(90).await);
    let expected = [
        // The event's key, and the row.
        ("add", 2),
        ("of event", 1),
        ("thumbnail", 1),
        ("delete", 1),
        ("commit", 1),
        ("list", 1),
        ("count", 1),
        ("known", 1),
    ];
    assert_eq!(few, expected);
}
