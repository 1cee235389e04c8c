use std::sync::Arc;

use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId, AttachmentKind, FileName},
    event::{Event, EventId},
    time::Timestamp,
};
use fasttrack_test_support::{an_attachment, an_event, instant, unique_id};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{Harness, assert_conflict, users::LATEST};

pub(crate) async fn some_event(harness: &Harness) -> Event {
    let event = an_event(&harness.some_user().await).build();
    harness.add_event(&event).await;
    event
}

pub(crate) async fn add(harness: &Harness, attachment: &Attachment) {
    try_add(harness, attachment).await.unwrap();
}

async fn try_add(harness: &Harness, attachment: &Attachment) -> Result<(), StoreError> {
    let mut unit = harness.unit().await;
    unit.attachments().add(attachment).await?;
    unit.commit().await
}

async fn found(harness: &Harness, id: AttachmentId) -> Option<Attachment> {
    harness.attachments.find(id).await.unwrap()
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let event = some_event(harness).await;
    let sha256 = std::array::from_fn(|i| 255 - u8::try_from(i).unwrap());
    let made_at = instant("2030-01-02T03:04:05.678901Z");
    for kind in AttachmentKind::ALL {
        let attachment = an_attachment(&event).named("São João 🎉.png").of(kind).holding(10_485_760, sha256);
        for attachment in [attachment.clone().made_at(made_at), attachment.with_thumbnail()] {
            let attachment = Attachment { id: AttachmentId::new(unique_id()), ..attachment.build() };
            add(harness, &attachment).await;
            assert_eq!(found(harness, attachment.id).await, Some(attachment));
        }
    }
    assert_eq!(found(harness, AttachmentId::new(unique_id())).await, None);
}

pub(crate) async fn the_shortest_and_longest_values_survive(harness: &Harness) {
    let event = some_event(harness).await;
    let longest = "é".repeat(FileName::MAX / 2) + "x";
    for attachment in [
        an_attachment(&event).named("x").holding(1, [0; 32]).made_at(Timestamp::EPOCH).build(),
        an_attachment(&event).named(&longest).holding(1 << 40, [255; 32]).made_at(instant(LATEST)).build(),
    ] {
        add(harness, &attachment).await;
        assert_eq!(found(harness, attachment.id).await, Some(attachment));
    }
}

pub(crate) async fn an_attachment_needs_its_event(harness: &Harness) {
    let event = some_event(harness).await;
    let gone = Event { id: EventId::new(unique_id()), ..event };
    let attachment = an_attachment(&gone).build();
    assert_conflict!(try_add(harness, &attachment).await, EventUnknown);
    assert_eq!(found(harness, attachment.id).await, None);
}

pub(crate) async fn an_attachment_is_deleted_once(harness: &Harness) {
    let event = some_event(harness).await;
    let (attachment, other) = (an_attachment(&event).build(), an_attachment(&event).build());
    add(harness, &attachment).await;
    add(harness, &other).await;
    for there in [true, false] {
        let mut unit = harness.unit().await;
        assert_eq!(unit.attachments().delete(attachment.id).await.unwrap(), there);
        unit.commit().await.unwrap();
        assert_eq!(found(harness, attachment.id).await, None);
    }
    assert_eq!(found(harness, other.id).await, Some(other));
}

pub(crate) async fn a_small_picture_is_noted_where_there_is_an_attachment(harness: &Harness) {
    let event = some_event(harness).await;
    let (attachment, other) = (an_attachment(&event).build(), an_attachment(&event).build());
    add(harness, &attachment).await;
    add(harness, &other).await;
    // Noted twice is as well as once.
    for _ in 0..2 {
        let mut unit = harness.unit().await;
        assert!(unit.attachments().thumbnail_made(attachment.id).await.unwrap());
        assert!(!unit.attachments().thumbnail_made(AttachmentId::new(unique_id())).await.unwrap());
        unit.commit().await.unwrap();
        let noted = Attachment { has_thumbnail: true, ..attachment.clone() };
        assert_eq!(found(harness, attachment.id).await, Some(noted));
    }
    assert_eq!(found(harness, other.id).await, Some(other));
}

pub(crate) async fn a_deleted_event_takes_its_attachments_along(harness: &Harness) {
    let event = some_event(harness).await;
    let other = Event { id: EventId::new(unique_id()), ..event.clone() };
    harness.add_event(&other).await;
    let (attachment, elsewhere) = (an_attachment(&event).build(), an_attachment(&other).build());
    add(harness, &attachment).await;
    add(harness, &elsewhere).await;
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(found(harness, attachment.id).await, None);
    assert_eq!(found(harness, elsewhere.id).await, Some(elsewhere));
}

pub(crate) async fn a_unit_that_is_rolled_back_leaves_no_attachment(harness: &Harness) {
    let event = some_event(harness).await;
    let attachment = an_attachment(&event).build();
    let mut unit = harness.unit().await;
    unit.attachments().add(&attachment).await.unwrap();
    assert_eq!(unit.attachments().of_event(event.id).await.unwrap(), [attachment.id]);
    drop(unit);
    assert_eq!(found(harness, attachment.id).await, None);
}

/// Ten units at once that each add one if there are fewer than three: whoever holds the event counts
/// right.
pub(crate) async fn who_holds_an_event_knows_all_its_attachments(harness: &Harness) {
    const MOST: usize = 3;
    let event = some_event(harness).await;
    let barrier = Arc::new(Barrier::new(10));
    let mut units = JoinSet::new();
    for _ in 0..10 {
        let (harness, event, barrier) = (harness.clone(), event.clone(), Arc::clone(&barrier));
        units.spawn(async move {
            barrier.wait().await;
            let mut unit = harness.unit().await;
            unit.events().find(event.id).await.unwrap().unwrap();
            let there = unit.attachments().of_event(event.id).await.unwrap().len();
            if there < MOST {
                unit.attachments().add(&an_attachment(&event).build()).await.unwrap();
                unit.commit().await.unwrap();
            }
        });
    }
    while let Some(ended) = units.join_next().await {
        ended.unwrap();
    }
    assert_eq!(harness.attachments.count_of_event(event.id).await.unwrap(), 3);
}
