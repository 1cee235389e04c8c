//! Requests that have an `Idempotency-Key`: carried out once, and answered the same every time.

mod crash;
mod crowd;
mod expiry;
mod refusals;
mod repeated;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client,
    given::{EVENTS, Made, VENUES, a_venue, an_event},
};

const BATCH: &str = "/api/v1/events/batch";
const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";

impl Client {
    /// Sends a request under a key; without a body when that is `null`.
    async fn once(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, (KEY, key), body).await
    }

    /// How many events there are that one may see.
    async fn events(&self) -> Value {
        self.get(&format!("{EVENTS}?total=true&limit=1")).await.json["total"].take()
    }
}

/// Everything that makes something and takes a body: where, and what.
fn all_that_make(event: &Made) -> [(String, Value); 4] {
    [
        (VENUES.to_owned(), a_venue("Salão")),
        (EVENTS.to_owned(), an_event("Baile")),
        (BATCH.to_owned(), json!([an_event("Um"), an_event("Dois")])),
        (format!("{}/registrations", event.path), json!({"name": "Ana", "email": "ana@example.com"})),
    ]
}

/// All that an answer says, but for what is of the request, the moment or the process.
fn told(answer: &Answer) -> (u16, BTreeMap<String, String>, &str) {
    let own = ["access-control-expose-headers", "date", "x-request-id", REPLAYED];
    let is_own = |name: &str| own.contains(&name) || name.starts_with("ratelimit");
    let headers = answer.headers.iter().filter(|(name, _)| !is_own(name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status, headers.collect(), &answer.text)
}

/// That the second one is the first one again.
#[track_caller]
fn assert_repeats(first: &Answer, again: &Answer) {
    assert_eq!((first.header(REPLAYED), again.header(REPLAYED)), ("", "true"), "{again:?}");
    assert_eq!(told(again), told(first));
}
