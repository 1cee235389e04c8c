use fasttrack_domain::{
    attachment::{Attachment, AttachmentId},
    event::{EventId, EventView},
    version::Expected,
};
use fasttrack_test_support::{FakeUnitOfWork, a_user, an_event, unique_id};

use super::{an_owner, another_editor, events, seen, unit_with, with_registered};
use crate::{
    authorise::Denied,
    events::EventError,
    jobs::Task,
    testing::{Written, by, down, failing_at_commit, noted, store_of},
};

fn unit_to_remove(view: EventView) -> (FakeUnitOfWork, Written<EventId>) {
    let (mut unit, _) = unit_with(view, None);
    let written = Written::by(&unit);
    let log = written.clone();
    unit.events.expect_delete().returning(move |id| {
        log.push(id);
        Ok(true)
    });
    (unit, written)
}

#[tokio::test]
async fn owners_and_admins_remove_an_event() {
    let (owner, ctx) = an_owner();
    for ctx in [ctx, by(&a_user("admin").admin().build())] {
        let event = an_event(&owner).draft().build();
        let (unit, removed) = unit_to_remove(seen(&event));
        let log = unit.audit_log();
        let expected = Expected::OneOf(vec![event.version]);
        events(store_of(unit)).delete(&ctx, event.id, &expected).await.unwrap();
        assert_eq!(removed.lasting(), [event.id]);
        let (who, details) = (ctx.user().unwrap().user_id, format!("{{\"created_by\":\"{}\"}}", owner.id));
        assert_eq!(noted(&log), [format!("{who} event.deleted event {} {details}", event.id)]);
    }
}

#[tokio::test]
async fn the_blobs_of_its_attachments_go_by_a_job() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let (mut unit, _) = unit_to_remove(seen(&event));
    let ids = [AttachmentId::new(unique_id()), AttachmentId::new(unique_id())];
    unit.attachments.checkpoint();
    unit.attachments.expect_of_event().returning(move |_| Ok(ids.to_vec()));
    let tasks = Written::by(&unit);
    let log = tasks.clone();
    unit.jobs.expect_add().returning(move |job| {
        log.push(Task::decode(&job.kind, &job.payload).unwrap());
        Ok(true)
    });
    events(store_of(unit)).delete(&ctx, event.id, &Expected::Any).await.unwrap();
    let keys = ids.iter().flat_map(|&id| [Attachment::content_key(id), Attachment::thumbnail_key(id)]);
    assert_eq!(tasks.lasting(), [Task::RemoveBlobs(keys.collect())]);
}

#[tokio::test]
async fn an_event_stays_when_there_is_a_reason() {
    let (owner, ctx) = an_owner();
    let (event, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let stale = Expected::OneOf(vec![event.version.next()]);
    for (ctx, view, expected, reason) in [
        (&ctx, with_registered(&event, 1, 0), &Expected::Any, EventError::HasRegistrations),
        (&ctx, with_registered(&event, 0, 1), &Expected::Any, EventError::HasRegistrations),
        (&ctx, seen(&event), &stale, EventError::Stale),
        (&another_editor(), seen(&event), &stale, EventError::Denied(Denied::NotOwner)),
        (&another_editor(), seen(&draft), &stale, EventError::NotFound),
    ] {
        let id = view.event.id;
        let (unit, removed) = unit_to_remove(view);
        let result = events(store_of(unit)).delete(ctx, id, expected).await;
        assert_eq!(format!("{:?}", result.unwrap_err()), format!("{reason:?}"));
        assert!(removed.lasting().is_empty());
    }
}

#[tokio::test]
async fn an_event_that_is_not_there_is_not_found() {
    let (owner, ctx) = an_owner();
    let (unit, removed) = unit_to_remove(seen(&an_event(&owner).build()));
    let result = events(store_of(unit)).delete(&ctx, an_event(&owner).build().id, &Expected::Any).await;
    assert!(matches!(result, Err(EventError::NotFound)), "{result:?}");
    assert!(removed.lasting().is_empty());
}

#[tokio::test]
async fn an_event_that_is_there_again_was_not_noted_as_removed() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let (unit, _) = unit_to_remove(seen(&event));
    let log = unit.audit_log();
    let store = store_of(failing_at_commit(unit, down()));
    events(store).delete(&ctx, event.id, &Expected::Any).await.unwrap_err();
    assert_eq!(noted(&log), [""; 0]);
}
