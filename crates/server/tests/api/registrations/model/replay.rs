use std::sync::atomic::{AtomicU32, Ordering};

use proptest::{prop_assert, prop_assert_eq, test_runner::TestCaseError};
use serde_json::{Value, json};

use super::{
    reference::{Model, Status},
    step::{EMAILS, Step},
};
use crate::{
    registrations::{attendees, counters},
    support::{
        Answer, Client, TestApp,
        given::{Made, a_venue, an_event, with},
    },
};

/// Where sequences are played: one server for all of them, an event and a venue for each.
pub(super) struct Replay {
    organiser: Client,
    viewer: Client,
    sequences: AtomicU32,
    _app: TestApp,
}

/// An event, and what must be true of it.
struct Scene<'a> {
    replay: &'a Replay,
    venue: Made,
    event: Made,
    model: Model,
    /// What was made, in order.
    made: Vec<Value>,
}

impl Replay {
    pub(super) async fn start() -> Self {
        let app = TestApp::start();
        let (organiser, viewer) = (app.editor("organiser").await, app.viewer("viewer").await);
        Self { organiser, viewer, sequences: AtomicU32::new(0), _app: app }
    }

    /// Does all of them, and compares after each.
    pub(super) async fn check(&self, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut scene = self.scene().await;
        for step in steps {
            // There is nobody yet.
            let needs_somebody = matches!(step, Step::Cancel(_) | Step::CancelAsViewer(_) | Step::CheckIn(_));
            if !(needs_somebody && scene.made.is_empty()) {
                scene.play(step).await?;
            }
        }
        Ok(())
    }

    async fn scene(&self) -> Scene<'_> {
        let model =
            Model { venue_capacity: 3, at_venue: true, capacity: None, published: true, attendees: vec![] };
        let name = format!("Salão {}", self.sequences.fetch_add(1, Ordering::Relaxed));
        let venue = with(&a_venue(&name), &json!({"capacity": model.venue_capacity}));
        let venue = self.organiser.make_venue(&venue).await;
        let event = with(&an_event("Baile"), &json!({"venue_id": venue.id(), "capacity": model.capacity}));
        let event = self.organiser.make_event(&event).await;
        Scene { replay: self, venue, event, model, made: Vec::new() }
    }
}

impl Scene<'_> {
    async fn play(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let answer = self.send(step).await;
        let (status, code) = self.model.apply(step);
        prop_assert_eq!((answer.status, answer.code()), (status, code), "{:?}: {:?}", step, answer);
        if answer.status == 201 {
            self.made.push(answer.json.clone());
        }
        let (confirmed, waitlisted) =
            (self.model.count(Status::Confirmed), self.model.count(Status::Waitlisted));
        let counted = (confirmed, waitlisted);
        if matches!(step, Step::Capacity(_) | Step::Venue(_) | Step::Published(_)) && answer.status == 200 {
            prop_assert_eq!(counters(&answer.json), counted, "{:?}: {:?}", step, answer);
        }
        let event = self.replay.organiser.get(&self.event.path).await.json;
        prop_assert_eq!(counters(&event), counted, "{:?}: {}", step, event);
        self.compare(step, &answer).await
    }

    /// Compares everybody: who is there, in which order, and how it stands with them.
    async fn compare(&self, step: &Step, answer: &Answer) -> Result<(), TestCaseError> {
        let list = self.replay.organiser.get(&format!("{}?limit=100", attendees(&self.event))).await;
        let found = list.json["items"].as_array().unwrap();
        let expected: Vec<Value> =
            self.made.iter().zip(self.expected()).map(|(made, one)| with(made, &one)).collect();
        let seen: Vec<Value> = found
            .iter()
            .map(|one| with(one, &json!({"checked_in_at": one["checked_in_at"].is_string()})))
            .collect();
        prop_assert_eq!(&seen, &expected, "after {:?}", step);
        if answer.status == 201 {
            prop_assert_eq!(found.last(), Some(&answer.json), "after {:?}", step);
        }
        if matches!(step, Step::CheckIn(_)) && answer.status == 200 {
            prop_assert!(found.contains(&answer.json), "not in the list: {:?}", answer);
        }
        Ok(())
    }

    /// What the model says of everybody, as members of their bodies.
    fn expected(&self) -> impl Iterator<Item = Value> {
        self.model.attendees.iter().zip(self.model.positions()).map(|(attendee, position)| {
            let status = match attendee.status {
                Status::Confirmed => "confirmed",
                Status::Waitlisted => "waitlisted",
                Status::Cancelled => "cancelled",
            };
            json!({
                "email": attendee.email,
                "status": status,
                "position": position,
                "checked_in_at": attendee.checked_in,
            })
        })
    }

    async fn send(&self, step: &Step) -> Answer {
        let Replay { organiser, viewer, .. } = self.replay;
        let (event, venue) = (&self.event, &self.venue);
        let one = |one: &proptest::sample::Index| one.get(&self.made);
        match step {
            Step::Register { email: None, .. } => organiser.register(event, "Somebody").await,
            Step::Register { email: Some(n), shouted } => {
                let email = if *shouted { EMAILS[*n].to_uppercase() } else { EMAILS[*n].to_owned() };
                organiser.register_at(event, "Somebody", &email).await
            }
            Step::RegisterOneself => viewer.register(event, "Viewer").await,
            Step::Cancel(index) => organiser.cancel(event, one(index)).await,
            Step::CancelAsViewer(index) => viewer.cancel(event, one(index)).await,
            Step::CheckIn(index) => organiser.check_in(event, one(index)).await,
            Step::Capacity(capacity) => organiser.patch(&event.path, &json!({"capacity": capacity})).await,
            Step::VenueCapacity(capacity) => {
                organiser.patch(&venue.path, &json!({"capacity": capacity})).await
            }
            Step::Venue(there) => {
                organiser.patch(&event.path, &json!({"venue_id": there.then(|| venue.id())})).await
            }
            Step::Published(published) => {
                let status = if *published { "published" } else { "cancelled" };
                organiser.patch(&event.path, &json!({"status": status})).await
            }
        }
    }
}
