//! Keys with which machines act as their users.

mod creation;
mod ends;
mod rights;
mod uses;

use chrono::{DateTime, Utc};
use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

pub const KEYS: &str = "/api/v1/users/me/api-keys";

fn now() -> DateTime<Utc> {
    SystemClock.now().to_utc()
}

/// A key that was made just now.
pub struct Key {
    pub path: String,
    pub secret: String,
}

/// What a key to these scopes is made of.
pub fn a_key(scopes: &[&str]) -> Value {
    json!({"name": "CI", "scopes": scopes})
}

impl Client {
    /// Makes a key, which must work.
    pub async fn make_key(&self, scopes: &[&str]) -> Key {
        Key::of(&self.post(KEYS, &a_key(scopes)).await)
    }

    /// The one key of this user, as its list shows it.
    async fn only_key(&self) -> Value {
        let mut list = self.get(KEYS).await.json;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        list["items"][0].take()
    }
}

impl Key {
    #[track_caller]
    pub fn of(made: &Answer) -> Self {
        assert_eq!(made.status, 201, "{made:?}");
        let secret = made.json["key"].as_str().unwrap().to_owned();
        Self { path: made.header("location").to_owned(), secret }
    }

    /// The machine that has it.
    pub fn machine(&self, app: &TestApp) -> Client {
        app.anonymous().with_token(&self.secret)
    }
}
