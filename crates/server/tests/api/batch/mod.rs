//! Many events in one request: all of them, or none.

mod conflicts;
mod dry_run;
mod limits;
mod rows;

use serde_json::{Value, json};

use crate::support::{
    Answer, Client,
    given::{EVENTS, an_event, with},
};

const BATCH: &str = "/api/v1/events/batch";

/// As many events as this, whose titles are their indexes.
fn a_batch(size: usize) -> Vec<Value> {
    (0..size).map(|i| an_event(&format!("{i}"))).collect()
}

/// The batch with other members in one of its rows.
fn spoilt(mut batch: Vec<Value>, index: usize, members: &Value) -> Vec<Value> {
    batch[index] = with(&batch[index], members);
    batch
}

async fn post(client: &Client, batch: &[Value]) -> Answer {
    client.post(BATCH, &json!(batch)).await
}

/// How many events there are.
async fn total(client: &Client) -> Value {
    client.get(&format!("{EVENTS}?total=true&limit=1")).await.json["total"].take()
}

/// Where and why, of every error, in the order of the answer.
fn errors(errors: &Value) -> Vec<(&str, &str)> {
    let text = |error: &'_ Value, member: &str| error[member].as_str().map(str::to_owned);
    let errors = errors.as_array().unwrap();
    assert!(errors.iter().all(|error| text(error, "detail").is_some_and(|detail| !detail.is_empty())));
    errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
}
