//! What the clients of the outages do: write, read, sign in, and ask how the server is.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    fleet::Fleet,
    load::{LIVE, Load, Sight},
    support::{
        Answer, Client, TestApp,
        given::{EVENTS, Made, an_event, with},
        grant::TOKEN,
    },
};

pub const READY: &str = "ready";
pub const LOOK: &str = "event by id";
pub const WRITES: [&str; 3] = ["new event", "new registration", "sign-in"];
/// All that needs the database sooner or later.
pub const WORK: [&str; 5] = ["new event", "new registration", "sign-in", LOOK, "list"];

const SEATS: u64 = 50;

/// What was acknowledged.
type Acknowledged = Arc<Mutex<Vec<Value>>>;

/// The work at all processes of a fleet.
pub struct Work {
    pub load: Load,
    /// What everybody registers for.
    event: Made,
    /// What everybody looks at, and nobody changes: it stays in the caches as long as it may.
    seen: Made,
    events: Acknowledged,
    registrations: Acknowledged,
    looks: Arc<AtomicU64>,
}

impl Work {
    /// Begins, and waits until all of it has succeeded at every process.
    pub async fn begin(fleet: &Fleet) -> Self {
        let (admin, seats) = (fleet.admin(0).await, json!({"capacity": SEATS}));
        let event = admin.make_event(&with(&an_event("Baile"), &seats)).await;
        let seen = admin.make_event(&an_event("Visto")).await;
        let mut work = Self {
            load: Load::default(),
            event,
            seen,
            events: Arc::default(),
            registrations: Arc::default(),
            looks: Arc::default(),
        };
        let since = std::time::Instant::now();
        for process in 0..fleet.processes.len() {
            work.at(process, &fleet.admin(process).await);
        }
        work.load.all_succeed(&WORK, fleet.processes.len(), since).await;
        work
    }

    fn at(&mut self, process: usize, admin: &Client) {
        let load = &mut self.load;
        let (client, nothing) = (admin.clone(), |_: Answer| {});
        let (events, written) = (Arc::clone(&self.events), admin.clone());
        let new = move |number| written.request(Method::POST, EVENTS).json(&numbered(process, number));
        load.client(WRITES[0], process, new, move |answer| keep(&events, answer));
        let (registrations, written) = (Arc::clone(&self.registrations), admin.clone());
        let path = attendees(&self.event);
        let new = move |number| {
            let name = json!({"name": format!("{process} {number}")});
            written.request(Method::POST, &path).json(&name)
        };
        load.client(WRITES[1], process, new, move |answer| keep(&registrations, answer));
        let somebody = admin.clone();
        load.client(WRITES[2], process, move |_| sign_in(&somebody), nothing);
        let (looks, path) = (Arc::clone(&self.looks), self.seen.path.clone());
        let look = move |_| client.request(Method::GET, &path);
        load.client(LOOK, process, look, move |answer| {
            looks.fetch_add(u64::from(answer.status == 200), Ordering::Relaxed);
        });
        for (what, path) in
            [("list", "/api/v1/events?limit=5&q=load"), (LIVE, "/health/live"), (READY, "/health/ready")]
        {
            let client = admin.clone();
            load.client(what, process, move |_| client.request(Method::GET, path), nothing);
        }
    }

    /// What was acknowledged so far.
    pub fn written(&self) -> Written {
        let of = |acknowledged: &Acknowledged| acknowledged.lock().unwrap().clone();
        Written {
            events: of(&self.events),
            registrations: of(&self.registrations),
            event: self.event.clone(),
        }
    }

    /// Ends, and looks at what is there: all that was acknowledged, and nothing by halves.
    pub async fn end(self, fleet: &Fleet) -> Done {
        let stopped = Self { load: Load::default(), ..self };
        let sights = self.load.stop().await;
        let written = stopped.written();
        Done {
            sights,
            looks: stopped.looks.load(Ordering::Relaxed),
            acknowledged: written.len(),
            unconfirmed: written.assert_there(fleet).await,
        }
    }
}

/// What was acknowledged.
pub struct Written {
    events: Vec<Value>,
    registrations: Vec<Value>,
    /// What they registered for.
    event: Made,
}

impl Written {
    pub fn len(&self) -> usize {
        self.events.len() + self.registrations.len()
    }

    /// Checks that all of it is there, and nothing by halves. How much more is there.
    pub async fn assert_there(&self, fleet: &Fleet) -> usize {
        let (admin, attendees) = (fleet.admin(0).await, attendees(&self.event));
        let events = format!("{EVENTS}?q=load&sort=-created_at");
        assert_counted(&admin, &self.event, self.registrations.len()).await;
        there(&admin, &events, &self.events, &["title", "tags"]).await
            + there(&admin, &attendees, &self.registrations, &["name"]).await
    }
}

/// What came of it.
pub struct Done {
    pub sights: Vec<Sight>,
    /// How many looks at the event that is called Visto were answered.
    pub looks: u64,
    /// How many writes were acknowledged.
    pub acknowledged: usize,
    /// How many are there that were not.
    pub unconfirmed: usize,
}

fn numbered(process: usize, number: usize) -> Value {
    let parts =
        json!({"description": format!("{process} {number}"), "tags": [format!("{process}.{number}"), "x"]});
    with(&an_event(&format!("Load {process} {number}")), &parts)
}

fn attendees(event: &Made) -> String {
    format!("{}/registrations", event.path)
}

fn sign_in(client: &Client) -> RequestBuilder {
    client
        .request(Method::POST, TOKEN)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("grant_type=password&username=admin&password={}", TestApp::PASSWORD))
}

fn keep(kept: &Acknowledged, answer: Answer) {
    if answer.status == 201 {
        kept.lock().unwrap().push(answer.json);
    }
}

/// Checks that all that was acknowledged is in a list, with these members as they were, and that each
/// is there once. How many others there are.
async fn there(admin: &Client, list: &str, acknowledged: &[Value], members: &[&str]) -> usize {
    let first = format!("{list}{}limit=100", if list.contains('?') { '&' } else { '?' });
    let pages = admin.pages(&first).await;
    let items = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap());
    let listed: Vec<&Value> = items.collect();
    let by_id: BTreeMap<&str, &Value> =
        listed.iter().map(|item| (item["id"].as_str().unwrap(), *item)).collect();
    assert_eq!(by_id.len(), listed.len(), "{list}: some are there twice");
    for item in acknowledged {
        let found = by_id.get(item["id"].as_str().unwrap());
        let found = found.unwrap_or_else(|| panic!("{list}: acknowledged and lost: {item}"));
        for member in members {
            assert_eq!(found[member], item[member], "{list}: {member} of {item}");
        }
    }
    for item in listed.iter().filter(|item| item["title"].is_string()) {
        let [process, number] = item["description"].as_str().unwrap().split(' ').collect::<Vec<_>>()[..]
        else {
            panic!("not whole: {item}")
        };
        let body = numbered(process.parse().unwrap(), number.parse().unwrap());
        for (member, value) in body.as_object().unwrap() {
            assert_eq!(item[member], *value, "not whole: {item}");
        }
    }
    by_id.len() - acknowledged.len()
}

/// Checks that the event counts those who are there.
async fn assert_counted(admin: &Client, event: &Made, at_least: usize) {
    let path = format!("{}?limit=100", attendees(event));
    let pages = admin.pages(&path).await;
    let statuses: Vec<String> = pages.iter().flat_map(|page| page.each("status")).collect();
    let of = |status: &str| statuses.iter().filter(|is| *is == status).count() as u64;
    let shown = admin.get(&event.path).await.json;
    assert_eq!(
        (&shown["registered"], &shown["waitlisted"]),
        (&of("confirmed").into(), &of("waitlisted").into())
    );
    assert!(statuses.len() >= at_least);
    assert_eq!(of("confirmed"), SEATS.min(statuses.len() as u64), "seats are left, or given twice");
}
