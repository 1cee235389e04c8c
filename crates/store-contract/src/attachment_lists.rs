use std::collections::HashSet;

use fasttrack_domain::{
    attachment::{Attachment, AttachmentId},
    event::{Event, EventId},
    page::{PageRequest, Position, SortKey},
    text::FoldedKey,
    time::Timestamp,
};
use fasttrack_test_support::{an_attachment, instant, unique_id};

use crate::{
    Harness,
    attachments::{add, some_event},
    pages::{first, walk},
};

fn day(n: u32) -> Timestamp {
    instant(&format!("2030-01-{n:02}T00:00:00Z"))
}

fn ids(attachments: &[Attachment]) -> Vec<AttachmentId> {
    attachments.iter().map(|attachment| attachment.id).collect()
}

pub(crate) async fn lists_are_of_one_event_the_oldest_first(harness: &Harness) {
    let event = some_event(harness).await;
    let other = Event { id: EventId::new(unique_id()), ..event.clone() };
    harness.add_event(&other).await;
    let all = [
        an_attachment(&event).made_at(day(3)).build(),
        an_attachment(&event).made_at(day(1)).build(),
        an_attachment(&event).made_at(day(2)).with_thumbnail().build(),
        an_attachment(&event).made_at(day(2)).build(),
        an_attachment(&other).made_at(day(1)).build(),
    ];
    for attachment in &all {
        add(harness, attachment).await;
    }
    let expected = [1, 2, 3, 0].map(|i: usize| all[i].clone());
    let found = harness.attachments.of_event(event.id, &first(10)).await.unwrap();
    assert_eq!(found.items, expected);
    assert_eq!(found.next, None);
    assert_eq!(harness.attachments.count_of_event(event.id).await.unwrap(), 4);
    let ordered = harness.unit().await.attachments().of_event(event.id).await.unwrap();
    assert_eq!(ordered, ids(&expected));
    let page = |page| async move { harness.attachments.of_event(event.id, &page).await };
    assert_eq!(ids(&walk(1, page, |_| async {}).await), ids(&expected));
    let nowhere = EventId::new(unique_id());
    assert_eq!(harness.attachments.of_event(nowhere, &first(10)).await.unwrap().items, []);
    assert_eq!(harness.attachments.count_of_event(nowhere).await.unwrap(), 0);
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let event = some_event(harness).await;
    let mut all = Vec::new();
    for i in 0..12 {
        // Many of one instant, so that the identifiers have to break ties.
        let attachment = an_attachment(&event).made_at(day(10 + i / 4)).build();
        add(harness, &attachment).await;
        all.push(attachment);
    }
    let (first, last) = (all[0].clone(), all[11].clone());
    let event = &event;
    let seen = walk(
        5,
        |page| async move { harness.attachments.of_event(event.id, &page).await },
        |n| {
            let gone = [first.id, last.id];
            async move {
                if n == 0 {
                    // Before what was shown, and after it.
                    let mut unit = harness.unit().await;
                    for id in gone {
                        assert!(unit.attachments().delete(id).await.unwrap());
                    }
                    unit.commit().await.unwrap();
                    add(harness, &an_attachment(event).made_at(day(1)).build()).await;
                }
            }
        },
    )
    .await;
    assert_eq!(ids(&seen), ids(&all[..11]));
}

pub(crate) async fn those_that_there_are_are_known(harness: &Harness) {
    let event = some_event(harness).await;
    let there = [an_attachment(&event).build(), an_attachment(&event).build()];
    for attachment in &there {
        add(harness, attachment).await;
    }
    // As many as a sweep asks for at once, and more.
    let mut asked: Vec<AttachmentId> = (0..1000).map(|_| AttachmentId::new(unique_id())).collect();
    assert_eq!(harness.attachments.known(&asked).await.unwrap(), []);
    asked.insert(0, there[1].id);
    asked.push(there[0].id);
    let known = harness.attachments.known(&asked).await.unwrap();
    assert_eq!(HashSet::from_iter(known), HashSet::from(there.map(|attachment| attachment.id)));
    assert_eq!(harness.attachments.known(&[]).await.unwrap(), []);
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let event = some_event(harness).await;
    let key = SortKey::Text(FoldedKey::of("a"));
    let page = PageRequest { after: Some(Position { key, id: unique_id() }), ..first(10) };
    assert!(harness.attachments.of_event(event.id, &page).await.is_err());
}
