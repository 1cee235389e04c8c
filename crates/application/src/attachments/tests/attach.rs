use std::{
    future::{Future as _, poll_fn},
    pin::pin,
    task::Poll,
};

use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentKind},
    event::Event,
};
use fasttrack_test_support::{
    FakeStore, a_user, an_event,
    pictures::{a_jpeg, a_pdf, a_png, a_webp, png_claiming},
};
use sha2::{Digest as _, Sha256};

use super::{Arc, Parts, Scene, Untouched, an_owner, file, name, nowhere, scene, unit_with};
use crate::{
    attachments::AttachmentError,
    authorise::Denied,
    context::Context,
    files::{IncomingFile, ReceiveError},
    jobs::Task,
    testing::{busy, by, down, failing_at_commit, store_of, untouched_store},
};

async fn attach(
    scene: &Scene,
    ctx: &Context,
    event: &Event,
    file: &mut dyn IncomingFile,
) -> Result<Attachment, AttachmentError> {
    scene.attachments.attach(ctx, event.id, name(), file).await
}

#[tokio::test]
async fn a_file_is_kept_as_it_came_and_a_picture_is_to_be_made_small() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).draft().build();
    for (content, kind) in [
        (a_png(30, 20), AttachmentKind::Png),
        (a_jpeg(30, 20), AttachmentKind::Jpeg),
        (a_webp(30, 20), AttachmentKind::WebP),
        (a_pdf(), AttachmentKind::Pdf),
    ] {
        let (unit, wrote) = unit_with(&event, Attachment::MAX_PER_EVENT - 1);
        let scene = scene(store_of(unit), &event, None);
        let attachment = attach(&scene, &ctx, &event, &mut file(&content)).await.unwrap();
        assert_eq!(wrote.added.lasting(), std::slice::from_ref(&attachment));
        assert_eq!((attachment.event_id, &attachment.file_name, attachment.kind), (event.id, &name(), kind));
        assert_eq!(attachment.size, content.len() as u64);
        assert_eq!(attachment.sha256, <[u8; 32]>::from(Sha256::digest(&content)));
        assert!(!attachment.has_thumbnail);
        let key = format!("attachments/{}/content", attachment.id);
        assert_eq!((scene.blobs.keys(), scene.blobs.bytes(&key).unwrap()), (vec![key], content));
        let expected = kind.is_picture().then_some(Task::MakeThumbnail(attachment.id));
        assert_eq!(wrote.tasks.lasting(), Vec::from_iter(expected));
    }
}

#[tokio::test]
async fn who_may_not_is_refused_before_anything_is_read() {
    let (owner, ctx) = an_owner();
    let (event, draft) = (an_event(&owner).build(), an_event(&owner).draft().build());
    let other = by(&a_user("other").editor().build());
    let viewer = by(&a_user("viewer").build());
    for (ctx, event, reason) in [
        (&viewer, &event, "Denied(InsufficientScope(FilesWrite))"),
        (&other, &event, "Denied(NotOwner)"),
        (&other, &draft, "EventNotFound"),
        (&ctx, &Event { id: nowhere(), ..event.clone() }, "EventNotFound"),
    ] {
        let elsewhere = an_event(&owner).build();
        let there = if reason == "EventNotFound" && event.id != draft.id { &elsewhere } else { event };
        let scene = scene(untouched_store(), there, None);
        let refused = attach(&scene, ctx, event, &mut Untouched).await;
        assert_eq!(format!("{:?}", refused.unwrap_err()), reason);
    }
}

/// The event was given to somebody else, or is gone, while the file came.
#[tokio::test]
async fn who_may_not_any_more_when_the_file_is_there_leaves_nothing() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let given_away = Event { created_by: a_user("other").build().id, ..event.clone() };
    let gone = an_event(&owner).build();
    for (there, reason) in
        [(&given_away, AttachmentError::Denied(Denied::NotOwner)), (&gone, AttachmentError::EventNotFound)]
    {
        let (unit, wrote) = unit_with(there, 0);
        let scene = scene(store_of(unit), &event, None);
        let refused = attach(&scene, &ctx, &event, &mut file(&a_pdf())).await.unwrap_err();
        assert_eq!(format!("{refused:?}"), format!("{reason:?}"));
        assert_eq!((wrote.added.lasting(), scene.blobs.keys()), (vec![], vec![]));
    }
}

#[tokio::test]
async fn of_what_is_refused_nothing_is_left() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let long = [a_pdf(), vec![b' '; 10_000]].concat();
    let cut_off = Parts { breaks: true, ..file(&a_png(30, 20)) };
    let header_only = a_png(30, 20)[..20].to_vec();
    for (mut file, reason) in [
        (file(b""), "Empty"),
        (file(b"MZ"), "UnsupportedKind"),
        (file(b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"), "UnsupportedKind"),
        (file(&long), "Receive(TooLarge(10000))"),
        (cut_off, "Receive(Broken(\"the line is dead\"))"),
        (Parts { parts: vec![], breaks: true }, "Receive(Broken(\"the line is dead\"))"),
        (file(&png_claiming(20_000, 20_000)), "TooManyPixels(40000000)"),
        (file(&header_only), "UnreadablePicture"),
    ] {
        let scene = scene(untouched_store(), &event, None);
        let refused = attach(&scene, &ctx, &event, &mut file).await.unwrap_err();
        assert!(format!("{refused:?}").starts_with(reason), "{refused:?} is not {reason}");
        assert_eq!(scene.blobs.keys(), [""; 0], "{reason}");
    }
}

#[tokio::test]
async fn an_event_has_at_most_so_many() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let (unit, wrote) = unit_with(&event, Attachment::MAX_PER_EVENT);
    let scene = scene(store_of(unit), &event, None);
    let refused = attach(&scene, &ctx, &event, &mut file(&a_pdf())).await;
    assert!(matches!(refused, Err(AttachmentError::TooMany)), "{refused:?}");
    assert_eq!((wrote.added.lasting(), scene.blobs.keys()), (vec![], vec![]));
}

#[tokio::test]
async fn a_unit_that_fails_leaves_nothing_unless_it_may_have_been_committed() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let backend = || StoreError::Backend("broken".into());
    for (error, left) in [(backend(), 0), (down(), 1)] {
        let (unit, wrote) = unit_with(&event, 0);
        let scene = scene(store_of(failing_at_commit(unit, error)), &event, None);
        attach(&scene, &ctx, &event, &mut file(&a_pdf())).await.unwrap_err();
        assert_eq!((wrote.added.lasting(), scene.blobs.keys().len()), (vec![], left));
    }
    // No unit was begun, so none was committed: not even after one that was in the way.
    for first in [None, Some(busy())] {
        let (unit, _) = unit_with(&event, 0);
        let store = match first {
            Some(busy) => FakeStore::default().then(failing_at_commit(unit, busy)),
            None => FakeStore::default(),
        };
        let scene = scene(Arc::new(store.failing(down())), &event, None);
        let refused = attach(&scene, &ctx, &event, &mut file(&a_pdf())).await;
        assert!(matches!(refused, Err(AttachmentError::Store(StoreError::Unavailable(_)))), "{refused:?}");
        assert_eq!(scene.blobs.keys(), [""; 0]);
    }
}

#[tokio::test]
async fn another_unit_in_the_way_costs_an_attempt() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let ((first, nothing), (second, wrote)) = (unit_with(&event, 0), unit_with(&event, 0));
    let store = FakeStore::default().then(failing_at_commit(first, busy())).then(second);
    let scene = scene(Arc::new(store), &event, None);
    let attachment = attach(&scene, &ctx, &event, &mut file(&a_pdf())).await.unwrap();
    assert_eq!((nothing.added.lasting(), wrote.added.lasting()), (vec![], vec![attachment]));
    assert_eq!(scene.blobs.keys().len(), 1);
}

/// A client that hangs up drops the future, wherever it is.
#[tokio::test]
async fn of_what_is_dropped_on_its_way_nothing_is_left() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    // A picture waits for its turn to be looked at: the blob is there by then.
    let scene = scene(untouched_store(), &event, None);
    let turns = scene.attachments.pictures.taken().await;
    {
        let mut picture = file(&a_png(30, 20));
        let mut attaching = pin!(attach(&scene, &ctx, &event, &mut picture));
        assert!(poll_fn(|cx| Poll::Ready(attaching.as_mut().poll(cx))).await.is_pending());
        assert_eq!(scene.blobs.keys().len(), 1);
    }
    drop(turns);
    // It is removed by a task of its own.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.blobs.keys(), [""; 0]);
}

#[tokio::test]
async fn what_brings_the_file_says_itself_what_is_wrong() {
    let (owner, ctx) = an_owner();
    let event = an_event(&owner).build();
    let scene = scene(untouched_store(), &event, None);
    let mut broken = Parts { parts: vec![a_pdf()], breaks: true };
    let refused = attach(&scene, &ctx, &event, &mut broken).await;
    let Err(AttachmentError::Receive(ReceiveError::Broken(cause))) = refused else {
        unreachable!("{refused:?}")
    };
    assert_eq!(cause.to_string(), "the line is dead");
}
