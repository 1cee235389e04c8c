//! Participants of files of the former FastTrackAPI.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::in_short;
use crate::support::{
    Client, TestApp,
    given::{EVENTS, Made},
    process::Installation,
};

fn installation(app: &TestApp) -> Installation {
    Installation::beside(app)
}

/// All events, each as if it had just been made.
async fn events(reader: &Client) -> Vec<Made> {
    let pages = reader.pages(&format!("{EVENTS}?limit=100")).await;
    let items = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap());
    items
        .map(|event| {
            let path = format!("{EVENTS}/{}", event["id"].as_str().unwrap());
            Made { path, etag: String::new(), json: event.clone() }
        })
        .collect()
}

fn title(event: &Value) -> String {
    event["title"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_participant_of_a_file_is_registered() {
    const NAME: &str = "legacy_events_bom.csv";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports").join(NAME);
    let content = std::fs::read(file).unwrap();
    let mut rows = csv::Reader::from_reader(content.as_slice());
    let expected: BTreeMap<String, Vec<String>> = rows
        .records()
        .map(|row| {
            let row = row.unwrap();
            let people = row[4].split(';').filter(|name| !name.is_empty());
            (row[0].to_owned(), people.map(|name| format!("{name} confirmed")).collect())
        })
        .collect();
    assert!(expected.len() > 100 && expected.values().any(|people| people.len() == 3));

    let app = TestApp::start();
    let here = installation(&app);
    here.write(NAME, &content);
    // The second time adds nobody.
    for _ in 0..2 {
        assert_eq!(here.run(&["import", NAME]).code, 0);
    }
    let admin = app.admin().await;
    let mut found = BTreeMap::new();
    for event in events(&admin).await {
        let people = admin.everybody(&event).await;
        assert!(people.iter().all(|one| one["email"] == Value::Null), "{people:?}");
        found.insert(title(&event.json), people.iter().map(in_short).collect::<Vec<_>>());
    }
    assert_eq!(found, expected);
}

const CROWDED: &str = r#"title,description,event_date,city,participants,local_info
Coming,x,2131-03-14T22:00:00Z,Recife,Ana; Rui ;Eva;Gil,"{""location_name"": ""Salinha"", ""capacity"": 2, ""venue_type"": ""Salao"", ""is_accessible"": true, ""address"": null}"
Past,x,2025-03-14T22:00:00Z,Recife,Ana;Rui;Eva,"{""location_name"": ""Salinha"", ""capacity"": 2, ""venue_type"": ""Salao"", ""is_accessible"": true, ""address"": null}"
Anywhere,x,2131-03-14T22:00:00Z,Recife,Ana;Ana;;Rui,
"#;

#[tokio::test]
async fn participants_beyond_the_seats_wait_in_the_order_of_the_file() {
    let app = TestApp::start();
    let here = installation(&app);
    here.write("crowded.csv", CROWDED);
    let import = here.run(&["import", "crowded.csv"]);
    assert_eq!(import.code, 0, "{}", import.stderr);
    let admin = app.admin().await;
    let mut line_ups = BTreeMap::new();
    let mut coming = None;
    for event in events(&admin).await {
        line_ups.insert(title(&event.json), admin.line_up(&event).await);
        coming = coming.or((title(&event.json) == "Coming").then_some(event));
    }
    let seated = ["Ana confirmed", "Rui confirmed"];
    assert_eq!(line_ups["Coming"], [&seated[..], &["Eva waitlisted 1", "Gil waitlisted 2"]].concat());
    assert_eq!(line_ups["Past"], [&seated[..], &["Eva waitlisted 1"]].concat());
    // Whoever is named twice is there twice: a name identifies nobody.
    assert_eq!(line_ups["Anywhere"], ["Ana confirmed", "Ana confirmed", "Rui confirmed"]);

    // They move up as others do.
    let coming = coming.unwrap();
    let first = admin.everybody(&coming).await.remove(0);
    assert_eq!(admin.cancel(&coming, &first).await.status, 204);
    let moved_up = ["Ana cancelled", "Rui confirmed", "Eva confirmed", "Gil waitlisted 1"];
    assert_eq!(admin.line_up(&coming).await, moved_up);
}
