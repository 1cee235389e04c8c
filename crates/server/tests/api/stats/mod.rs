//! What events come to, by what they have in common.

mod groups;
mod queries;

use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    given::{EVENTS, Made, a_venue, an_event, with},
};

const STATS: &str = "/api/v1/events/stats";

/// Two organisers, two venues, and events with seats, without, with people who attend and wait,
/// and with visits: for Ana, Rui, and whoever looks at them.
async fn a_season(app: &TestApp) -> [Client; 2] {
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let hall = ana.make_venue(&with(&a_venue("Salão"), &json!({"capacity": 3}))).await;
    let stage = ana.make_venue(&with(&a_venue("Palco"), &json!({"city": "Olinda"}))).await;
    let at = |venue: &Made| json!({"venue_id": venue.id()});
    let month = |month: u8, day: u8| json!({"starts_at": format!("2131-{month:02}-{day:02}T12:00:00Z")});
    for (organiser, title, city, members, people) in [
        (&ana, "a", "Recife", vec![at(&hall), month(1, 31), json!({"tags": ["forró", "dança"]})], 5),
        (&ana, "b", "Recife", vec![at(&hall), month(2, 1), json!({"capacity": 2, "tags": ["dança"]})], 4),
        (&ana, "c", "Recife", vec![month(2, 28), json!({"tags": ["rust"]})], 6),
        (&rui, "d", "Olinda", vec![at(&stage), month(2, 10), json!({"capacity": 10})], 1),
        (&rui, "e", "Olinda", vec![month(3, 1), json!({"tags": ["rust", "c++"], "capacity": 4})], 0),
        (&rui, "f", "Caruaru", vec![month(3, 2)], 2),
        (&rui, "g", "Caruaru", vec![month(12, 31), json!({"status": "draft", "tags": ["rust"]})], 0),
        (&ana, "h", "Garanhuns", vec![month(6, 1), at(&stage), json!({"status": "draft"})], 0),
    ] {
        let event = members.iter().fold(with(&an_event(title), &json!({"city": city})), |e, m| with(&e, m));
        let event = organiser.make_event(&event).await;
        for i in 0..people {
            let name = json!({"name": format!("Guest {i}")});
            let seat = organiser.post(&format!("{}/registrations", event.path), &name).await;
            assert_eq!(seat.status, 201, "{seat:?}");
            assert_eq!(organiser.get(&event.path).await.status, 200);
        }
    }
    [ana, rui]
}

/// All groups of a query, which must fit on one page.
async fn stats(client: &Client, query: &str) -> Vec<Value> {
    let answer: Answer = client.get(&format!("{STATS}?limit=100&{query}")).await;
    assert_eq!((answer.status, &answer.json["next_cursor"]), (200, &json!(null)), "{query}: {answer:?}");
    answer.json["items"].as_array().unwrap().clone()
}

/// Every event that this client lists.
async fn listed(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("{EVENTS}?limit=100&{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json["items"].as_array().unwrap().clone()
}

/// What the groups of these events must be, worked out here.
fn worked_out(events: &[Value], keys: impl Fn(&Value) -> Vec<String>) -> Vec<Value> {
    let mut groups = std::collections::BTreeMap::<String, Vec<&Value>>::new();
    for event in events {
        for key in keys(event) {
            groups.entry(key).or_default().push(event);
        }
    }
    let seats = |event: &Value| event["capacity"].as_u64().or_else(|| event["venue"]["capacity"].as_u64());
    let group = |(key, events): (String, Vec<&Value>)| {
        let sum = |member: &str| events.iter().map(|event| event[member].as_u64().unwrap()).sum::<u64>();
        let with_seats = || events.iter().filter(|event| seats(event).is_some());
        let capacity: u64 = with_seats().filter_map(|event| seats(event)).sum();
        let taken: u64 = with_seats().map(|event| event["registered"].as_u64().unwrap()).sum();
        json!({
            "key": key, "events": events.len(), "registered": sum("registered"),
            "waitlisted": sum("waitlisted"), "capacity": capacity, "views": sum("views"),
            "fill_rate": (capacity > 0).then(|| taken as f64 / capacity as f64),
        })
    };
    groups.into_iter().map(group).collect()
}
