use fasttrack_domain::attachment::Attachment;
use fasttrack_test_support::{FakeUnitOfWork, a_user, an_attachment, an_event};

use super::{an_owner, scene, unit_with};
use crate::{
    attachments::AttachmentError,
    jobs::Task,
    testing::{by, noted, store_of, untouched_store},
};

#[tokio::test]
async fn owners_and_admins_remove_the_row_at_once_and_the_blobs_by_a_job() {
    let (owner, ctx) = an_owner();
    for ctx in [ctx, by(&a_user("admin").admin().build())] {
        let event = an_event(&owner).draft().build();
        let attachment = an_attachment(&event).build();
        let (unit, wrote) = unit_with(&event, 1);
        let log = unit.audit_log();
        let scene = scene(store_of(unit), &event, Some(&attachment));
        scene.attachments.delete(&ctx, attachment.id).await.unwrap();
        let (who, details) = (ctx.user().unwrap().user_id, format!("{{\"event_id\":\"{}\"}}", event.id));
        let line = format!("{who} attachment.deleted attachment {} {details}", attachment.id);
        assert_eq!(noted(&log), [line]);
        assert_eq!(wrote.deleted.lasting(), [attachment.id]);
        let keys = [Attachment::content_key(attachment.id), Attachment::thumbnail_key(attachment.id)];
        assert_eq!(wrote.tasks.lasting(), [Task::RemoveBlobs(keys.to_vec())]);
    }
}

#[tokio::test]
async fn who_may_not_removes_nothing() {
    let (owner, _) = an_owner();
    let (event, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let other = by(&a_user("other").editor().build());
    for (event, reason) in [(&event, "Denied(NotOwner)"), (&draft, "NotFound")] {
        let attachment = an_attachment(event).build();
        let (unit, wrote) = unit_with(event, 1);
        let log = unit.audit_log();
        let scene = scene(store_of(unit), event, Some(&attachment));
        let refused = scene.attachments.delete(&other, attachment.id).await.unwrap_err();
        assert_eq!(format!("{refused:?}"), reason);
        assert_eq!(noted(&log), [""; 0]);
        assert!(wrote.deleted.lasting().is_empty() && wrote.tasks.lasting().is_empty());
    }
    let viewer = by(&a_user("viewer").build());
    let attachment = an_attachment(&event).build();
    let scene = scene(untouched_store(), &event, Some(&attachment));
    let refused = scene.attachments.delete(&viewer, attachment.id).await;
    assert!(matches!(refused, Err(AttachmentError::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_gone_is_not_found() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let attachment = an_attachment(&event).build();
    let missing = scene(untouched_store(), &event, None).attachments.delete(&ctx, attachment.id).await;
    assert!(matches!(missing, Err(AttachmentError::NotFound)), "{missing:?}");
    // Somebody was faster.
    let (mut unit, wrote) = unit_with(&event, 1);
    let FakeUnitOfWork { attachments, .. } = &mut unit;
    attachments.checkpoint();
    attachments.expect_delete().returning(|_| Ok(false));
    let scene = scene(store_of(unit), &event, Some(&attachment));
    let missing = scene.attachments.delete(&ctx, attachment.id).await;
    assert!(matches!(missing, Err(AttachmentError::NotFound)), "{missing:?}");
    assert!(wrote.tasks.lasting().is_empty());
}
