//! Registrations: seats, the waitlist, who may do what with them, and who came.

mod attendees;
mod check_in;
mod conditional;
mod crash;
mod crowd;
mod emails;
mod imported;
mod lists;
mod model;
mod own;
mod seats;
mod several_servers;
mod when_open;

use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    given::{Made, an_event, with},
};

const MINE: &str = "/api/v1/registrations/me";

/// Where the attendees of an event are.
fn attendees(event: &Made) -> String {
    format!("{}/registrations", event.path)
}

/// Where one of them is.
fn attendee(event: &Made, registration: &Value) -> String {
    format!("{}/{}", attendees(event), registration["id"].as_str().unwrap())
}

/// A coming event with so many seats.
fn with_seats(seats: u32) -> Value {
    with(&an_event("Baile"), &json!({"capacity": seats}))
}

/// An event that started long ago.
fn started() -> Value {
    with(&an_event("Baile"), &json!({"starts_at": "2025-03-14T22:00:00Z"}))
}

impl Client {
    /// Registers somebody without an address, or a viewer itself.
    async fn register(&self, event: &Made, name: &str) -> Answer {
        self.post(&attendees(event), &json!({"name": name})).await
    }

    async fn register_at(&self, event: &Made, name: &str, email: &str) -> Answer {
        self.post(&attendees(event), &json!({"name": name, "email": email})).await
    }

    /// Registers somebody, which must work.
    async fn registered(&self, event: &Made, name: &str) -> Value {
        let answer = self.register(event, name).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json
    }

    async fn cancel(&self, event: &Made, registration: &Value) -> Answer {
        self.delete(&attendee(event, registration)).await
    }

    async fn check_in(&self, event: &Made, registration: &Value) -> Answer {
        self.post(&format!("{}/check-in", attendee(event, registration)), &Value::Null).await
    }

    /// All registrations for an event, the oldest first; the event must count the same ones.
    async fn everybody(&self, event: &Made) -> Vec<Value> {
        let mut all = Vec::new();
        for page in self.pages(&format!("{}?limit=100", attendees(event))).await {
            assert_eq!(page.status, 200, "{page:?}");
            all.extend(page.json["items"].as_array().unwrap().iter().cloned());
        }
        let [confirmed, waitlisted] = ["confirmed", "waitlisted"].map(|status| of(&all, status).count());
        assert_eq!(self.counted(event).await, (confirmed, waitlisted), "counters are not the rows: {all:?}");
        all
    }

    /// How many the event says are registered and waitlisted.
    async fn counted(&self, event: &Made) -> (usize, usize) {
        counters(&self.get(&event.path).await.json)
    }

    /// The name and status of everybody, the oldest first, with the position of those who wait.
    async fn line_up(&self, event: &Made) -> Vec<String> {
        self.everybody(event).await.iter().map(in_short).collect()
    }
}

fn counters(event: &Value) -> (usize, usize) {
    let number = |member: &str| usize::try_from(event[member].as_u64().unwrap()).unwrap();
    (number("registered"), number("waitlisted"))
}

/// Such as `Ana confirmed`, `Rui waitlisted 1`.
fn in_short(registration: &Value) -> String {
    let text = |member: &str| registration[member].as_str().unwrap();
    let position = registration["position"].as_u64().map(|n| format!(" {n}")).unwrap_or_default();
    format!("{} {}{position}", text("name"), text("status"))
}

fn of<'a>(all: &'a [Value], status: &'a str) -> impl Iterator<Item = &'a Value> {
    all.iter().filter(move |registration| registration["status"] == status)
}

fn position(registration: &Value) -> u64 {
    registration["position"].as_u64().unwrap()
}

/// As many clients of one user, each with connections of its own.
fn clients(app: &TestApp, user: &Client, number: usize) -> Vec<Client> {
    (0..number).map(|_| app.anonymous().with_token(user.access_secret())).collect()
}
