use fasttrack_domain::attachment::{Attachment, AttachmentId, AttachmentKind};
use fasttrack_test_support::{
    FakeUnitOfWork, an_attachment, an_event,
    pictures::{a_pdf, a_png, measured},
};

use super::{Scene, an_owner, scene};
use crate::{
    attachments::{AttachmentError, Thumbnail},
    testing::{Written, down, failing_at_commit, store_of, untouched_store},
};

/// A unit in which there is the attachment, or not, and what is noted.
fn unit_noting(there: bool) -> (FakeUnitOfWork, Written<AttachmentId>) {
    let mut unit = FakeUnitOfWork::default();
    let noted = Written::by(&unit);
    let log = noted.clone();
    unit.attachments.expect_thumbnail_made().returning(move |id| {
        log.push(id);
        Ok(there)
    });
    (unit, noted)
}

fn with(store: std::sync::Arc<fasttrack_test_support::FakeStore>, content: &[u8]) -> (Scene, Attachment) {
    let event = an_event(&an_owner().0).build();
    let attachment = an_attachment(&event).build();
    let scene = scene(store, &event, Some(&attachment));
    scene.blobs.put(Attachment::content_key(attachment.id).as_str(), content);
    (scene, attachment)
}

#[tokio::test]
async fn a_small_picture_is_made_and_noted() {
    let (unit, noted) = unit_noting(true);
    let (scene, attachment) = with(store_of(unit), &a_png(1_000, 500));
    let made = scene.attachments.make_thumbnail(attachment.id).await.unwrap();
    assert_eq!((made, noted.lasting()), (Thumbnail::Made, vec![attachment.id]));
    let small = scene.blobs.bytes(Attachment::thumbnail_key(attachment.id).as_str()).unwrap();
    let (width, height, _) = measured(&small, (0, 0));
    assert_eq!((width, height), (320, 160));
}

#[tokio::test]
async fn of_an_attachment_that_goes_meanwhile_nothing_is_left() {
    let (unit, _) = unit_noting(false);
    let (scene, attachment) = with(store_of(unit), &a_png(10, 10));
    let made = scene.attachments.make_thumbnail(attachment.id).await.unwrap();
    assert_eq!(made, Thumbnail::Gone);
    assert_eq!(scene.blobs.keys(), [Attachment::content_key(attachment.id).as_str()]);
}

#[tokio::test]
async fn of_an_attachment_that_is_gone_none_is_made() {
    let (scene, _) = with(untouched_store(), &a_png(10, 10));
    let gone = AttachmentId::new(fasttrack_test_support::unique_id());
    assert_eq!(scene.attachments.make_thumbnail(gone).await.unwrap(), Thumbnail::Gone);
}

#[tokio::test]
async fn what_cannot_be_decoded_says_so() {
    let mut cut_off = a_png(200, 200);
    cut_off.truncate(60);
    let (scene, attachment) = with(untouched_store(), &cut_off);
    let failed = scene.attachments.make_thumbnail(attachment.id).await.unwrap_err();
    assert!(matches!(failed, AttachmentError::UnreadablePicture(_)), "{failed:?}");
    assert_eq!(scene.blobs.keys(), [Attachment::content_key(attachment.id).as_str()]);

    let event = an_event(&an_owner().0).build();
    let pdf = an_attachment(&event).of(AttachmentKind::Pdf).build();
    let scene = super::scene(untouched_store(), &event, Some(&pdf));
    scene.blobs.put(Attachment::content_key(pdf.id).as_str(), &a_pdf());
    let failed = scene.attachments.make_thumbnail(pdf.id).await.unwrap_err();
    assert!(matches!(failed, AttachmentError::UnreadablePicture(_)), "{failed:?}");
}

/// Nobody knows whether it was noted: another attempt does it again.
#[tokio::test]
async fn an_outage_is_an_error() {
    let (unit, noted) = unit_noting(true);
    let (scene, attachment) = with(store_of(failing_at_commit(unit, down())), &a_png(10, 10));
    let failed = scene.attachments.make_thumbnail(attachment.id).await;
    assert!(matches!(failed, Err(AttachmentError::Store(_))), "{failed:?}");
    assert!(noted.lasting().is_empty());
}
