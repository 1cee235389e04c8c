//! The main job on real input: files of the former FastTrackAPI go in with `fasttrack import`, and
//! are then worked with over HTTP.
//!
//! What is in the files, `expected.json` beside them says; `generate.py` wrote both.

use std::{collections::BTreeMap, path::Path};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{EVENTS, VENUES, a_venue, with},
    process::{Installation, Output, Server},
};

const LEGACY: &str = "legacy_events.csv";

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports").join(name)).unwrap()
}

/// What is to be expected of a file.
pub fn expected(name: &str) -> Value {
    serde_json::from_slice::<Value>(&fixture("expected.json")).unwrap()[name].clone()
}

pub fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// A database with an admin and nothing else.
fn installation() -> Installation {
    let here = Installation::new();
    let create = ["user", "create", "admin", "--role", "admin", "--password-stdin"];
    let made = here.run_with_input(&create, TestApp::PASSWORD);
    assert_eq!(made.code, 0, "{}", made.stderr);
    here
}

fn import(here: &Installation, name: &str) -> Output {
    here.write(name, fixture(name));
    here.run(&["import", name])
}

fn assert_summary(output: &Output, added: usize, already_there: usize, rejected: usize) {
    let summary = format!("{added} added, {already_there} already there, {rejected} rejected");
    assert!(output.stderr.contains(&summary), "not `{summary}`: {}", output.stderr);
    assert_eq!(output.code, if rejected == 0 { 0 } else { 3 }, "{}", output.stderr);
}

async fn admin_of(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

/// How many there are, as the list says.
async fn total(reader: &Client, path: &str, query: &str) -> usize {
    let list = reader.get(&format!("{path}?{query}&total=true&limit=1")).await;
    assert_eq!(list.status, 200, "{list:?}");
    number(&list.json["total"])
}

/// All events, page by page, by title.
async fn everything(reader: &Client) -> BTreeMap<String, Value> {
    let mut events = BTreeMap::new();
    for page in reader.pages(&format!("{EVENTS}?limit=100")).await {
        for event in page.json["items"].as_array().unwrap() {
            let title = event["title"].as_str().unwrap().to_owned();
            assert!(events.insert(title, event.clone()).is_none(), "twice: {event}");
        }
    }
    events
}

/// Where and why each row of the report was rejected.
fn reported(report: &str) -> Vec<(u64, String, String)> {
    let mut rows = csv::Reader::from_reader(report.as_bytes());
    assert_eq!(rows.headers().unwrap(), vec!["line", "column", "code", "detail"]);
    let rows = rows.records().map(|row| {
        let row = row.unwrap();
        assert!(!row[3].is_empty(), "a person is told nothing: {row:?}");
        (row[0].parse().unwrap(), row[1].to_owned(), row[2].to_owned())
    });
    rows.collect()
}

pub fn to_be_reported(expected: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rejected = ["rejected", "rejected_on_write"].map(|kind| expected[kind].as_array().unwrap());
    let rows = rejected.into_iter().flatten();
    rows.map(|row| (row["line"].as_u64().unwrap(), text(&row["column"]), text(&row["code"]))).collect()
}

/// Makes the venues that a file takes for granted.
async fn prepare(here: &Installation, venues: &Value) {
    let server = here.serve();
    let admin = admin_of(&server).await;
    for venue in venues.as_array().unwrap() {
        admin.make_venue(&with(&a_venue(""), venue)).await;
    }
    server.terminate();
}

#[tokio::test]
async fn the_good_rows_of_every_file_are_listed_and_the_bad_ones_reported() {
    for name in [
        LEGACY,
        "legacy_events_latin1.csv",
        "legacy_events_bom.csv",
        "legacy_events.json",
        "events.csv",
        "events.ndjson",
    ] {
        let expected = expected(name);
        let (good, to_report) = (number(&expected["good"]), to_be_reported(&expected));
        let here = installation();
        prepare(&here, &expected["venues"]).await;
        let output = import(&here, name);
        assert_summary(&output, good, number(&expected["duplicates"]), to_report.len());
        let report = format!("{name}.rejected.csv");
        if to_report.is_empty() {
            assert!(!here.path(&report).exists(), "{name}: there is nothing to report");
        } else {
            assert_eq!(reported(&here.read(&report)), to_report, "{name}");
        }

        let server = here.serve();
        let admin = admin_of(&server).await;
        assert_eq!(total(&admin, EVENTS, "").await, good, "{name}");
        assert_eq!(everything(&admin).await.len(), good, "{name}");
        let venues = expected["venues"].as_array().unwrap().len() + number(&expected["new_venues"]);
        assert_eq!(total(&admin, VENUES, "").await, venues, "{name}");
    }
}

/// The rows of the legacy download: the same events as in the CSV file, in a form that can be
/// compared.
fn download() -> Vec<Value> {
    serde_json::from_slice(&fixture("legacy_events.json")).unwrap()
}

/// The event that a legacy row becomes, as far as the row says.
fn becomes(row: &Value) -> Value {
    let venue = &row["local_info"];
    json!({
        "title": row["title"],
        "description": row["description"],
        "status": "published",
        "starts_at": format!("{}Z", row["event_date"].as_str().unwrap()),
        "ends_at": null,
        "city": row["city"],
        "venue": if venue.is_null() { json!(null) } else { venue["location_name"].clone() },
        "seats": venue["capacity"],
    })
}

fn shown(event: &Value) -> Value {
    let mut shown = json!({"venue": event["venue"]["name"], "seats": event["venue"]["capacity"]});
    for member in ["title", "description", "status", "starts_at", "ends_at", "city"] {
        shown[member] = event[member].clone();
    }
    shown
}

#[tokio::test]
async fn every_imported_event_says_what_its_row_said() {
    let here = installation();
    import(&here, LEGACY);
    let server = here.serve();
    let events = everything(&admin_of(&server).await).await;
    assert!(events.len() >= 500);
    let rows = download();
    for (title, event) in &events {
        let row = rows.iter().find(|row| row["title"] == *title);
        assert_eq!(shown(event), becomes(row.unwrap_or_else(|| panic!("no row has the title {title}"))));
    }
}

#[tokio::test]
async fn imported_events_are_searched_fetched_and_edited() {
    let here = installation();
    import(&here, LEGACY);
    let server = here.serve();
    let admin = admin_of(&server).await;

    let words = |event: &Value| {
        let text = ["title", "description", "city"].map(|member| event[member].as_str().unwrap().to_owned());
        let text = text.join(" ");
        ["São", "João"].iter().all(|word| text.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word))
    };
    let with_words = everything(&admin).await.values().filter(|event| words(event)).count();
    assert!(with_words >= 30, "the file has some of them");
    assert_eq!(total(&admin, EVENTS, "q=sao%20joao").await, with_words);

    let found = admin.get(&format!("{EVENTS}?q=sao%20joao&limit=1")).await;
    let event = &found.json["items"][0];
    assert!(words(event), "{event}");
    let path = format!("{EVENTS}/{}", event["id"].as_str().unwrap());
    let fetched = admin.get(&path).await;
    assert_eq!((fetched.status, shown(&fetched.json)), (200, shown(event)));

    let edit = json!({"title": "Arraial de São Pedro", "tags": ["forró"], "city": "Caruaru"});
    let edited = admin.send(Method::PATCH, &path, ("if-match", fetched.header("etag")), &edit).await;
    assert_eq!((edited.status, &edited.json["version"]), (200, &json!(2)), "{edited:?}");
    assert_eq!(
        admin.get(&format!("{EVENTS}?q=arraial+forro&tag=forro")).await.each("id"),
        [event["id"].as_str().unwrap()]
    );
    server.terminate();

    import(&here, LEGACY);
    let server = here.serve();
    let kept = admin_of(&server).await.get(&path).await;
    assert_eq!(kept.json["title"], edit["title"], "the next import does not undo the edit");
}

#[tokio::test]
async fn the_same_rows_add_nothing_in_whatever_form_they_come_again() {
    let here = installation();
    let good = number(&expected(LEGACY)["good"]);
    import(&here, LEGACY);
    for again in [LEGACY, "legacy_events_latin1.csv", "legacy_events_bom.csv", "legacy_events.json"] {
        let expected = expected(again);
        let known = number(&expected["good"]) + number(&expected["duplicates"]);
        assert_summary(&import(&here, again), 0, known, to_be_reported(&expected).len());
    }
    let server = here.serve();
    let admin = admin_of(&server).await;
    assert_eq!(total(&admin, EVENTS, "").await, good);
    assert_eq!(total(&admin, VENUES, "").await, number(&expected(LEGACY)["new_venues"]));
}
