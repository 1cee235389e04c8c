//! Input that does not fit: each gets its own clear problem, nothing is half-written, nothing is 500.
//! (What is no input at all, such as a body that is no JSON, is in `problems`.)

mod events;
mod members;
mod queries;
mod users;
mod venues;

use reqwest::Method;
use serde_json::{Map, Value};

use crate::support::{Answer, Client, TestApp};

/// A name; a member, and what it is, as JSON is written; where that does not fit, and why.
type Misfit = (&'static str, &'static str, String, &'static str, &'static str);

fn misfit(
    name: &'static str,
    member: &'static str,
    raw: &str,
    pointer: &'static str,
    code: &'static str,
) -> Misfit {
    (name, member, raw.to_owned(), pointer, code)
}

/// JSON text of this many characters.
fn text(character: char, count: usize) -> String {
    format!("\"{}\"", String::from(character).repeat(count))
}

/// A collection with one thing in it, and everything that writes there.
struct Bench {
    _app: TestApp,
    client: Client,
    collection: &'static str,
    thing: String,
    valid: Value,
}

impl Bench {
    async fn new(app: TestApp, collection: &'static str, valid: Value, first: &Value) -> Self {
        let client = app.admin().await;
        let made = client.post(collection, first).await;
        assert_eq!(made.status, 201, "{made:?}");
        let thing = made.header("location").to_owned();
        Self { _app: app, client, collection, thing, valid }
    }

    /// Everything that is there.
    async fn state(&self) -> Value {
        let list = self.client.get(&format!("{}?total=true&limit=100", self.collection)).await;
        assert_eq!(list.status, 200, "{list:?}");
        list.json
    }

    /// The valid body with one member written like this, whatever it is; of a patch, that member alone.
    fn body(&self, method: &Method, member: &str, raw: &str) -> String {
        let mut others: Map<String, Value> = match *method {
            Method::PATCH => Map::new(),
            _ => self.valid.as_object().unwrap().clone(),
        };
        others.remove(member);
        let others: String =
            others.iter().map(|(name, value)| format!("{}:{value},", Value::from(name.as_str()))).collect();
        format!("{{{others}{}:{raw}}}", Value::from(member))
    }

    async fn send(&self, method: &Method, body: String) -> Answer {
        let path = if *method == Method::POST { self.collection } else { &self.thing };
        let request = self.client.request(method.clone(), path).header("content-type", "application/json");
        Answer::of(request.body(body)).await
    }

    /// Sends every misfit in each of these ways; none is taken, and nothing is changed.
    async fn refuses(&self, methods: &[Method], misfits: &[Misfit]) {
        let before = self.state().await;
        let mut wrong = Vec::new();
        for (name, member, raw, pointer, code) in misfits {
            for method in methods {
                let answer = self.send(method, self.body(method, member, raw)).await;
                if answer.misfit() != Some((pointer, code)) {
                    wrong.push(format!(
                        "{method}, {name}: {}, not {pointer} {code}: {}",
                        answer.status, answer.text
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(self.state().await, before);
    }
}
