use fasttrack_domain::{attachment::Attachment, page::PageRequest};
use fasttrack_test_support::{a_user, an_attachment, an_event};

use super::{Scene, an_owner, nowhere, scene};
use crate::{
    attachments::AttachmentError,
    testing::{by, by_token_of, untouched_store},
};

async fn read(mut blob: Box<dyn fasttrack_domain::ports::BlobReader>) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(more) = blob.next().await.unwrap() {
        bytes.extend(more);
    }
    bytes
}

fn with_content(attachment: &Attachment, event: &fasttrack_domain::event::Event) -> Scene {
    let scene = scene(untouched_store(), event, Some(attachment));
    scene.blobs.put(Attachment::content_key(attachment.id).as_str(), b"one two");
    scene.blobs.put(Attachment::thumbnail_key(attachment.id).as_str(), b"small");
    scene
}

#[tokio::test]
async fn an_attachment_is_seen_by_whoever_may_see_its_event() {
    let (owner, own) = an_owner();
    let (viewer, admin) = (by(&a_user("viewer").build()), by(&a_user("admin").admin().build()));
    let (event, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let nobody = by_token_of(&a_user("any").admin().build(), crate::testing::scopes(&[]));
    for (event, ctx, seen) in [
        (&event, &viewer, true),
        (&draft, &viewer, false),
        (&draft, &own, true),
        (&draft, &admin, true),
        (&event, &nobody, false),
    ] {
        let attachment = an_attachment(event).build();
        let attachments = with_content(&attachment, event).attachments;
        assert_eq!(attachments.get(ctx, attachment.id).await.ok().is_some(), seen);
        let page = attachments.list(ctx, event.id, &PageRequest::default()).await.ok();
        assert_eq!(page.map(|page| page.items), seen.then(|| vec![attachment]));
        assert_eq!(attachments.count(ctx, event.id).await.ok(), seen.then_some(1));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let attachments = scene(untouched_store(), &event, None).attachments;
    let gone = an_attachment(&event).with_thumbnail().build();
    let missing = attachments.get(&ctx, gone.id).await;
    assert!(matches!(missing, Err(AttachmentError::NotFound)), "{missing:?}");
    let missing = attachments.list(&ctx, nowhere(), &PageRequest::default()).await;
    assert!(matches!(missing, Err(AttachmentError::EventNotFound)), "{missing:?}");
    // Deleted between the look at it and the look into it.
    let missing = attachments.content(&gone, None).await.err();
    assert!(matches!(missing, Some(AttachmentError::NotFound)), "{missing:?}");
    let missing = attachments.thumbnail(&gone).await.err();
    assert!(matches!(missing, Some(AttachmentError::NotFound)), "{missing:?}");
}

#[tokio::test]
async fn content_is_read_whole_or_in_part() {
    let (owner, _) = an_owner();
    let event = an_event(&owner).build();
    let attachment = an_attachment(&event).build();
    let attachments = with_content(&attachment, &event).attachments;
    for (part, bytes) in [(None, b"one two".as_slice()), (Some(4..6), b"tw"), (Some(6..99), b"o")] {
        assert_eq!(read(attachments.content(&attachment, part).await.unwrap()).await, bytes);
    }
}

#[tokio::test]
async fn there_is_a_small_picture_when_the_row_says_so() {
    let (owner, _) = an_owner();
    let event = an_event(&owner).build();
    let attachment = an_attachment(&event).build();
    let attachments = with_content(&attachment, &event).attachments;
    let none = attachments.thumbnail(&attachment).await.err();
    assert!(matches!(none, Some(AttachmentError::NoThumbnail)), "{none:?}");
    let attachment = Attachment { has_thumbnail: true, ..attachment };
    assert_eq!(read(attachments.thumbnail(&attachment).await.unwrap()).await, b"small");
}

#[tokio::test]
async fn a_row_without_its_blob_is_a_fault() {
    let (owner, _) = an_owner();
    let event = an_event(&owner).build();
    let attachment = an_attachment(&event).build();
    let attachments = scene(untouched_store(), &event, Some(&attachment)).attachments;
    let lost = attachments.content(&attachment, None).await.err();
    assert!(matches!(lost, Some(AttachmentError::ContentLost)), "{lost:?}");
    let lost = attachments.make_thumbnail(attachment.id).await;
    assert!(matches!(lost, Err(AttachmentError::ContentLost)), "{lost:?}");
}
