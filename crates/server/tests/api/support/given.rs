//! What tests begin with: bodies that are valid, and the things made of them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Client};

pub const EVENTS: &str = "/api/v1/events";
pub const VENUES: &str = "/api/v1/venues";
/// More than any list here has.
pub const MOST_PAGES: usize = 100;

/// A published event that needs nothing else to be there.
pub fn an_event(title: &str) -> Value {
    json!({"title": title, "status": "published", "starts_at": "2131-03-14T22:00:00Z", "city": "Recife"})
}

/// A published event that occupies a venue on a day of March 2131, between two hours.
pub fn a_booking(title: &str, venue: &Made, day: u8, from: &str, to: &str) -> Value {
    let hour = |hour| format!("2131-03-{day:02}T{hour}:00Z");
    let times = json!({"venue_id": venue.id(), "starts_at": hour(from), "ends_at": hour(to)});
    with(&an_event(title), &times)
}

/// A hall for 100 in Recife.
pub fn a_venue(name: &str) -> Value {
    json!({"name": name, "type": "hall", "capacity": 100, "city": "Recife"})
}

/// The same with other members.
pub fn with(body: &Value, members: &Value) -> Value {
    let mut body = body.clone();
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Something that was made just now.
#[derive(Debug, Clone)]
pub struct Made {
    /// Where it is.
    pub path: String,
    /// Its entity tag then.
    pub etag: String,
    /// What it looked like then.
    pub json: Value,
}

impl Made {
    pub fn id(&self) -> &str {
        self.json["id"].as_str().unwrap()
    }
}

impl Client {
    /// Creates an event, which must work.
    pub async fn make_event(&self, body: &Value) -> Made {
        self.make(EVENTS, body).await
    }

    /// Creates a venue, which must work.
    pub async fn make_venue(&self, body: &Value) -> Made {
        self.make(VENUES, body).await
    }

    async fn make(&self, path: &str, body: &Value) -> Made {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 201, "{body} is not taken: {answer:?}");
        Made {
            path: answer.header("location").to_owned(),
            etag: answer.header("etag").to_owned(),
            json: answer.json,
        }
    }

    /// A request with one more header, and with a body unless that is `null`.
    pub async fn send(&self, method: Method, path: &str, header: (&str, &str), body: &Value) -> Answer {
        let request = self.request(method, path).header(header.0, header.1);
        Answer::of(if body.is_null() { request } else { request.json(body) }).await
    }

    /// Every page of a list, by its links.
    pub async fn pages(&self, first: &str) -> Vec<Answer> {
        let mut pages = vec![self.get(first).await];
        while let Some(next) = pages.last().and_then(Answer::next).map(str::to_owned) {
            assert!(pages.len() < MOST_PAGES, "the links lead in a circle: {next}");
            pages.push(self.get(&next).await);
        }
        pages
    }

    /// The entity tag of what is there now. Asks by `HEAD`, which counts as no look.
    pub async fn etag(&self, path: &str) -> String {
        Answer::of(self.request(Method::HEAD, path)).await.header("etag").to_owned()
    }
}

impl Answer {
    /// One member of every item of a list, in order.
    pub fn each(&self, member: &str) -> Vec<String> {
        assert_eq!(self.status, 200, "{self:?}");
        let items = self.json["items"].as_array().unwrap();
        items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
    }

    /// The pointers of the errors of a 422, sorted.
    pub fn pointers(&self) -> Vec<&str> {
        assert_eq!(self.status, 422, "{self:?}");
        let errors = self.json["errors"].as_array().unwrap();
        let mut pointers: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        pointers.sort_unstable();
        pointers
    }

    /// What `Link` says is the next page; nothing on the last one.
    pub fn next(&self) -> Option<&str> {
        self.header("link").strip_prefix('<')?.strip_suffix(">; rel=\"next\"")
    }
}
