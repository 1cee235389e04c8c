//! Calendars for programs that keep them (RFC 5545).

mod event;
mod feed;
mod keys;
mod text;

use crate::support::{Answer, Client, TestApp};

const KEY: &str = "/api/v1/users/me/calendar-key";
const FEED: &str = "/api/v1/calendar.ics";

/// A new key to one's calendar.
async fn key(client: &Client) -> String {
    let issued = client.post(KEY, &serde_json::json!(null)).await;
    assert_eq!(issued.status, 201, "{issued:?}");
    issued.json["key"].as_str().unwrap().to_owned()
}

/// What a calendar program gets, which has no token.
async fn feed(app: &TestApp, key: &str) -> Answer {
    app.anonymous().get(&format!("{FEED}?key={key}")).await
}

/// The calendar of one event.
async fn calendar(client: &Client, event: &str) -> String {
    let answer = client.get(&format!("{event}/calendar.ics")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text
}

/// The lines of a calendar, unfolded (RFC 5545 §3.1).
fn lines(calendar: &str) -> Vec<String> {
    assert!(calendar.ends_with("\r\n"), "{calendar}");
    calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// The values of a property, one for each time that it is there.
fn values(calendar: &str, name: &str) -> Vec<String> {
    let value = |line: String| Some(line.strip_prefix(name)?.strip_prefix(':')?.to_owned());
    lines(calendar).into_iter().filter_map(value).collect()
}
