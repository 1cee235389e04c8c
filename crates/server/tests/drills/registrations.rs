//! More people than seats come through all processes at once, over lines that break.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fasttrack_test_support::proxy::FaultProxy;
use futures_util::{StreamExt as _, stream};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    Length,
    fleet::Fleet,
    support::{
        Client,
        given::{Made, an_event, with},
    },
};

const PROCESSES: usize = 3;

/// So many are answered at the same time; the others wait outside.
const IN_FLIGHT: usize = 200;

/// How many answers are cut, of 1.
const CUT: f64 = 0.05;

/// How many lines may break under one person, in a row.
const TRIES: u32 = 20;

/// How long a process may take to tell of an event what the others did to it.
const SETTLED: Duration = Duration::from_secs(1);

/// What somebody who registered remembers of it.
struct Attendee {
    email: String,
    began: Instant,
    ended: Instant,
    /// The registration, unless the answer that told of it was cut.
    told: Option<Value>,
    cuts: u32,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_gets_the_seats_and_no_more() {
    let length = Length::of_this_run();
    let (rounds, people, seats) = (length.pick(1, 10), length.pick(150, 1000), length.pick(15, 100));
    let fleet = Fleet::of(PROCESSES);
    let (mut organisers, mut gates, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for process in 0..PROCESSES {
        let organiser = fleet.admin(process).await;
        let line = FaultProxy::before(&format!("http://{}", fleet.processes[process].address));
        line.cut_answers(CUT, process as u64);
        gates.push(Client::new(line.url().to_owned()).with_token(organiser.access_secret()));
        organisers.push(organiser);
        lines.push(line);
    }
    for number in 1..=rounds {
        round(number, &organisers, &gates, people, seats).await;
    }
}

/// All come to one event.
async fn round(number: u32, organisers: &[Client], gates: &[Client], people: usize, seats: usize) {
    let event = organisers[0].make_event(&with(&an_event("Baile"), &json!({"capacity": seats}))).await;
    let since = Instant::now();
    let crowd: Vec<Attendee> = stream::iter(0..people)
        .map(|number| register(gates, &event, number))
        .buffer_unordered(IN_FLIGHT)
        .collect()
        .await;
    let took = since.elapsed();
    for organiser in organisers {
        agrees(organiser, &event, &crowd, seats).await;
    }
    let cuts: u32 = crowd.iter().map(|attendee| attendee.cuts).sum();
    let unknown = crowd.iter().filter(|attendee| attendee.told.is_none()).count();
    assert!(cuts > 0, "no line broke");
    println!(
        "registrations {number}: {people} for {seats} seats through {PROCESSES} processes in {took:.1?}; \
         {cuts} answers cut, and {unknown} who asked again were registered already"
    );
}

/// Registers somebody, who tries again at the next process for as long as lines break.
async fn register(gates: &[Client], event: &Made, number: usize) -> Attendee {
    let email = format!("person-{number}@example.org");
    let body = json!({"name": format!("Person {number}"), "email": email});
    let path = registrations(event);
    let began = Instant::now();
    for cuts in 0..TRIES {
        let gate = &gates[(number + cuts as usize) % gates.len()];
        let Some((status, json)) = answer(gate.request(Method::POST, &path).json(&body)).await else {
            continue;
        };
        let told = match (status, json["code"].as_str()) {
            (201, _) => Some(json),
            (409, Some("email_registered")) if cuts > 0 => None,
            _ => panic!("{email}, after {cuts} cuts: {status} {json}"),
        };
        return Attendee { email, began, ended: Instant::now(), told, cuts };
    }
    panic!("{TRIES} lines in a row broke under {email}")
}

/// What comes back, unless the line breaks before its end.
async fn answer(request: RequestBuilder) -> Option<(u16, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let body = response.bytes().await.ok()?;
    Some((status, serde_json::from_slice(&body).unwrap()))
}

fn registrations(event: &Made) -> String {
    format!("{}/registrations", event.path)
}

/// Checks that what a process says is what the crowd was told.
async fn agrees(organiser: &Client, event: &Made, crowd: &[Attendee], seats: usize) {
    let pages = organiser.pages(&format!("{}?limit=100", registrations(event))).await;
    let listed: Vec<&Value> = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap()).collect();

    let mut people: BTreeMap<&str, &Attendee> =
        crowd.iter().map(|attendee| (attendee.email.as_str(), attendee)).collect();
    assert_eq!(listed.len(), people.len(), "each of them, and each once");
    let mut latest = None;
    for (index, item) in listed.into_iter().enumerate() {
        let attendee = people.remove(item["email"].as_str().unwrap());
        let attendee = attendee.unwrap_or_else(|| panic!("twice, or uninvited: {item}"));
        // The oldest come first, and got the seats.
        let (status, position) = match (index + 1).checked_sub(seats) {
            None | Some(0) => ("confirmed", Value::Null),
            Some(position) => ("waitlisted", json!(position)),
        };
        assert_eq!((&item["status"], &item["position"]), (&json!(status), &position), "{item}");
        if let Some(told) = &attendee.told {
            assert_eq!(item, told, "not what was acknowledged");
        }
        // Who had an answer before another one asked, stands before.
        assert!(latest <= Some(attendee.ended), "overtaken by one who came later: {item}");
        latest = latest.max(Some(attendee.began));
    }

    let counts = json!([seats, crowd.len() - seats]);
    let until = Instant::now() + SETTLED;
    loop {
        let seen = organiser.get(&event.path).await;
        if json!([seen.json["registered"], seen.json["waitlisted"]]) == counts {
            return;
        }
        assert!(Instant::now() < until, "{counts} are registered and waitlisted, not: {seen:?}");
    }
}
