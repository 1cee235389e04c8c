//! What is exported is imported as it was.

use serde_json::Value;

use super::{READABLE, a_motley_programme, beside, export};
use crate::support::{Client, TestApp, given::EVENTS};

/// All that an event is but who made it when, and what it is called by programs.
async fn everything(client: &Client) -> Vec<Value> {
    let events = client.pages(&format!("{EVENTS}?limit=100")).await;
    let mut all = Vec::new();
    for mut event in events.iter().flat_map(|page| page.json["items"].as_array().unwrap().clone()) {
        if let Some(id) = event["venue"]["id"].as_str() {
            let venue = client.get(&format!("/api/v1/venues/{id}")).await;
            assert_eq!(venue.status, 200, "{venue:?}");
            event["venue"] = without(venue.json, &["id", "version", "created_at", "updated_at"]);
        }
        let own = ["id", "created_by", "version", "created_at", "updated_at"];
        let counted = ["registered", "waitlisted", "views"];
        all.push(without(event, &[&own[..], &counted[..]].concat()));
    }
    all.sort_by_key(Value::to_string);
    all
}

fn without(mut value: Value, members: &[&str]) -> Value {
    let object = value.as_object_mut().unwrap();
    for member in members {
        assert!(object.remove(*member).is_some(), "there is no {member} to leave out");
    }
    value
}

#[tokio::test]
async fn each_format_is_read_back_into_an_empty_database_as_equal_events() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let before = everything(&admin).await;
    assert_eq!(before.len(), 16);
    for format in READABLE {
        let file = export(&admin, &format!("format={format}")).await;
        let empty = TestApp::start();
        let there = beside(&empty);
        let name = format!("events.{format}");
        there.write(&name, file);
        let import = there.run(&["import", &name]);
        assert_eq!(import.code, 0, "{format}: {}", import.stderr);
        assert!(import.stderr.contains("16 added, 0 already there, 0 rejected"), "{}", import.stderr);
        let after = everything(&empty.admin().await).await;
        assert_eq!(after, before, "{format}");
    }
}

#[tokio::test]
async fn the_same_events_in_another_format_are_known_again() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let empty = TestApp::start();
    let there = beside(&empty);
    for (format, outcome) in
        READABLE.into_iter().zip(["16 added, 0 already", "0 added, 16 already", "0 added, 16 already"])
    {
        let name = format!("events.{format}");
        there.write(&name, export(&admin, &format!("format={format}")).await);
        let import = there.run(&["import", &name]);
        assert!(import.stderr.contains(outcome), "{format}: {}", import.stderr);
    }
}

#[tokio::test]
async fn a_second_export_is_the_first_one() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let empty = TestApp::start();
    let there = beside(&empty);
    there.write("events.csv", export(&admin, "format=csv").await);
    assert_eq!(there.run(&["import", "events.csv"]).code, 0);
    let again = empty.admin().await;
    for format in READABLE {
        // By title, which is unique here: others of one start come by identifier.
        let query = format!("format={format}&sort=title");
        assert_eq!(export(&again, &query).await, export(&admin, &query).await, "{format}");
    }
}

#[tokio::test]
async fn spreadsheets_end_lines_with_cr_lf_and_lose_nothing_by_it() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let empty = TestApp::start();
    let there = beside(&empty);
    there.write("events.csv", export(&admin, "format=csv").await.replace('\n', "\r\n"));
    let import = there.run(&["import", "events.csv"]);
    assert_eq!(import.code, 0, "{}", import.stderr);
    assert_eq!(everything(&empty.admin().await).await, everything(&admin).await);
}
