mod attach;
mod delete;
mod read;
mod thumbnail;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fasttrack_domain::{
    attachment::{Attachment, AttachmentId, FileName},
    error::Cause,
    event::{Event, EventCounters, EventId, EventView},
    page::{Page, PageRequest},
    ports::{MockAttachmentQueries, MockEventQueries},
    user::User,
};
use fasttrack_test_support::{
    FakeStore, FakeUnitOfWork, FixedClock, MemoryBlobs, SequentialIds, a_user, an_event, unique_id,
};

use super::{Attachments, Pictures};
use crate::{
    context::Context,
    files::IncomingFile,
    jobs::Task,
    testing::{Written, by, by_system, must_be_send, untouched_store},
};

fn an_owner() -> (User, Context) {
    let owner = a_user("owner").editor().build();
    let ctx = by(&owner);
    (owner, ctx)
}

fn seen(event: &Event) -> EventView {
    EventView { event: event.clone(), counters: EventCounters::default(), venue: None, forecast: None }
}

/// A file of these parts, which breaks off after them if it shall.
struct Parts {
    parts: Vec<Vec<u8>>,
    breaks: bool,
}

#[async_trait(?Send)]
impl IncomingFile for Parts {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        if self.parts.is_empty() {
            return if self.breaks { Err("the line is dead".into()) } else { Ok(None) };
        }
        Ok(Some(self.parts.remove(0)))
    }
}

fn file(bytes: &[u8]) -> Parts {
    Parts { parts: bytes.chunks(7).map(<[u8]>::to_vec).collect(), breaks: false }
}

/// A file that nobody may look into.
struct Untouched;

#[async_trait(?Send)]
impl IncomingFile for Untouched {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        unreachable!("the file was read")
    }
}

fn name() -> FileName {
    "poster.png".parse().unwrap()
}

/// The use cases around a store, where there are this event and perhaps an attachment.
struct Scene {
    attachments: Attachments,
    blobs: MemoryBlobs,
}

fn scene(store: Arc<FakeStore>, event: &Event, attachment: Option<&Attachment>) -> Scene {
    let clock = Arc::new(FixedClock::default());
    let blobs = MemoryBlobs::new(clock.clone());
    let mut queries = MockAttachmentQueries::new();
    let there: Option<Attachment> = attachment.cloned();
    let listed = Page { items: there.iter().cloned().collect(), next: None };
    queries.expect_find().returning(move |id| Ok(there.clone().filter(|one| one.id == id)));
    queries.expect_of_event().returning(move |_, _| Ok(listed.clone()));
    queries.expect_count_of_event().returning(|_| Ok(1));
    let mut events = MockEventQueries::new();
    let view = seen(event);
    events.expect_find().returning(move |id| Ok(Some(view.clone()).filter(|view| view.event.id == id)));
    let attachments = Attachments {
        store,
        queries: Arc::new(queries),
        events: Arc::new(events),
        blobs: Arc::new(blobs.clone()),
        pictures: Pictures::new(Pictures::DEFAULT_MAX_PIXELS),
        max_bytes: 10_000,
        clock,
        ids: Arc::new(SequentialIds::default()),
    };
    Scene { attachments, blobs }
}

/// What a unit wrote.
#[derive(Clone)]
struct Wrote {
    added: Written<Attachment>,
    deleted: Written<AttachmentId>,
    tasks: Written<Task>,
}

/// A unit in which there is this event with so many attachments.
fn unit_with(event: &Event, attachments: usize) -> (FakeUnitOfWork, Wrote) {
    let mut unit = FakeUnitOfWork::default();
    let wrote = Wrote { added: Written::by(&unit), deleted: Written::by(&unit), tasks: Written::by(&unit) };
    let view = seen(event);
    unit.events.expect_find().returning(move |id| Ok(Some(view.clone()).filter(|view| view.event.id == id)));
    let there = Arc::new(Mutex::new(Vec::new()));
    there.lock().unwrap().extend((0..attachments).map(|_| AttachmentId::new(unique_id())));
    unit.attachments.expect_of_event().returning(move |_| Ok(there.lock().unwrap().clone()));
    let log = wrote.clone();
    unit.attachments.expect_add().returning(move |attachment| {
        log.added.push(attachment.clone());
        Ok(())
    });
    let log = wrote.clone();
    unit.attachments.expect_delete().returning(move |id| {
        log.deleted.push(id);
        Ok(true)
    });
    let log = wrote.clone();
    unit.jobs.expect_add().returning(move |job| {
        log.tasks.push(Task::decode(&job.kind, &job.payload).unwrap());
        Ok(true)
    });
    (unit, wrote)
}

#[test]
fn every_use_case_but_the_one_that_reads_a_connection_can_move_between_threads() {
    let event = an_event(&an_owner().0).build();
    let attachment = fasttrack_test_support::an_attachment(&event).build();
    let attachments = scene(untouched_store(), &event, None).attachments;
    let (ctx, id, page) = (by_system(), attachment.id, PageRequest::default());
    must_be_send(attachments.get(&ctx, id));
    must_be_send(attachments.list(&ctx, event.id, &page));
    must_be_send(attachments.count(&ctx, event.id));
    must_be_send(attachments.content(&attachment, None));
    must_be_send(attachments.thumbnail(&attachment));
    must_be_send(attachments.delete(&ctx, id));
    must_be_send(attachments.make_thumbnail(id));
}

fn nowhere() -> EventId {
    EventId::new(unique_id())
}
