//! Events as files.

mod command;
mod formats;
mod formulas;
#[cfg(target_os = "linux")]
mod memory;
mod round_trip;
mod selection;
mod streaming;

use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{a_venue, an_event, with},
    process::Installation,
};

const EXPORT: &str = "/api/v1/events/export";
/// What `fasttrack import` reads.
const READABLE: [&str; 3] = ["json", "ndjson", "csv"];

/// Commands on the database of an application.
fn beside(app: &TestApp) -> Installation {
    Installation::beside(app)
}

/// The file of an export, which must work.
async fn export(client: &Client, query: &str) -> String {
    let answer = client.get(&format!("{EXPORT}?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {answer:?}");
    answer.text
}

/// The events of an export.
async fn exported(client: &Client, query: &str) -> Vec<Value> {
    serde_json::from_str(&export(client, &format!("format=json&{query}")).await).unwrap()
}

/// The titles of an export, in order.
async fn titles(client: &Client, query: &str) -> Vec<String> {
    let events = exported(client, query).await;
    events.iter().map(|event| event["title"].as_str().unwrap().to_owned()).collect()
}

/// Events of every sort: all that can be said and left out, and text that formats might stumble at.
async fn a_motley_programme(client: &Client) {
    let palace = json!({
        "name": "Palácio; o \"velho\", 2º", "type": "theatre", "city": "São Luís", "capacity": 570,
        "accessible": true, "address": "Rua da Paz, 1\u{2028}=fundos", "latitude": -2.5307, "longitude": -44.306_812_5,
    });
    let palace = client.make_venue(&palace).await;
    let online = client.make_venue(&with(&a_venue("=Sala+"), &json!({"type": "online"}))).await;
    let times = json!({"starts_at": "2131-06-23T19:00:00.123456-03:00", "ends_at": "2131-06-24T01:00:00Z"});
    let described = "Primeira linha\n\"segunda\"; com, tudo\n\n\tquinta\\\n{\"json\": [1]}\n'aspas'";
    for (title, members) in [
        ("Bare", json!({"status": "draft"})),
        (
            "Full",
            json!({
                "description": described, "time_zone": "America/Fortaleza", "city": "São Luís", "capacity": 120,
                "venue_id": palace.id(), "tags": ["são joão", "c++", "a, b", "\"aspas\"", "🎉"],
            }),
        ),
        ("Away from its venue's city", json!({"venue_id": online.id(), "city": "Évora"})),
        ("Cancelled", json!({"status": "cancelled", "venue_id": palace.id(), "tags": ["'x'"]})),
        ("Semicolons, \"quotes\"; and commas", json!({"tags": ["a;b", "c"], "description": "'"})),
        ("[brackets]", json!({"tags": ["[\"not\", \"json\"]"], "city": "[Recife]"})),
        ("{\"braces\": 1}", json!({"description": "{}", "city": "null"})),
        ("=1+1", json!({"description": "=HYPERLINK(\"x\")", "city": "+55", "tags": ["-1", "=x"]})),
        ("+x", json!({"description": "\t=1+1", "city": "-Recife"})),
        ("-x", json!({"description": "'-x", "tags": ["@a"]})),
        ("@x", json!({"description": "''@SUM(A1)", "city": "@home"})),
        ("'=x", json!({"tags": ["'=y", "z"]})),
        ("''=x", json!({"tags": ["'quoted'"], "city": "'s-Hertogenbosch"})),
        ("true", json!({"description": "null", "city": "1e3", "tags": ["007"]})),
        ("até 🎉 \u{202e}fim", json!({"description": "\u{feff}mark", "time_zone": "Asia/Kathmandu"})),
        (
            "One second",
            json!({"starts_at": "2000-02-29T23:59:59Z", "ends_at": "2000-02-29T23:59:59.000001Z"}),
        ),
    ] {
        client.make_event(&with(&with(&an_event(title), &times), &members)).await;
    }
}
