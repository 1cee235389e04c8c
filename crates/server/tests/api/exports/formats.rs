//! What each format looks like.

use reqwest::Method;
use serde_json::{Value, json};

use super::{EXPORT, export};
use crate::support::{
    Answer, TestApp,
    given::{a_venue, an_event, with},
};

/// Each format, the media type of its answers, and the one that asks for it.
const FORMATS: [(&str, &str, &str); 4] = [
    ("json", "application/json", "application/json"),
    ("ndjson", "application/x-ndjson", "application/x-ndjson"),
    ("csv", "text/csv; charset=utf-8", "text/csv"),
    ("ics", "text/calendar; charset=utf-8", "text/calendar"),
];

#[tokio::test]
async fn each_format_says_what_it_is_and_what_to_call_the_file() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_event(&an_event("Baile")).await;
    for (format, media_type, _) in FORMATS {
        let answer = ana.get(&format!("{EXPORT}?format={format}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type));
        let disposition = format!("attachment; filename=\"events.{format}\"");
        assert_eq!(answer.header("content-disposition"), disposition);
        assert_eq!(answer.header("cache-control"), "private, no-cache", "{format}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{format}");
        assert!(answer.text.contains("Baile"), "{format}: {}", answer.text);
    }
    assert_eq!(ana.get(EXPORT).await.header("content-type"), "application/json", "when nobody says");
}

#[tokio::test]
async fn head_answers_the_headers_and_reads_nothing() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_event(&an_event("Baile")).await;
    for (format, ..) in FORMATS {
        let path = format!("{EXPORT}?format={format}");
        let (head, get) = (Answer::of(ana.request(Method::HEAD, &path)).await, ana.get(&path).await);
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{format}");
        for name in ["content-type", "content-disposition", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{format}: {name}");
        }
    }
    let refused = Answer::of(ana.request(Method::HEAD, &format!("{EXPORT}?format=xml"))).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused() {
    let app = TestApp::start();
    let eva = app.viewer("eva").await;
    for (query, pointer) in [
        ("format=xml", "format"),
        ("format=CSV", "format"),
        ("format=", "format"),
        ("sort=views", "sort"),
        ("limit=5", "limit"),
        ("cursor=abc", "cursor"),
        ("status=secret", "status"),
    ] {
        assert_eq!(eva.get(&format!("{EXPORT}?{query}")).await.pointers(), [pointer], "{query}");
    }
    let csv =
        eva.send(Method::GET, &format!("{EXPORT}?format=csv"), ("accept", "text/html"), &Value::Null).await;
    csv.assert_problem(EXPORT, 406, "not_acceptable");
    for (format, _, accept) in FORMATS {
        let path = format!("{EXPORT}?format={format}");
        let answer = eva.send(Method::GET, &path, ("accept", accept), &Value::Null).await;
        assert_eq!(answer.status, 200, "{format}");
    }
    app.anonymous().get(EXPORT).await.assert_problem(EXPORT, 401, "unauthenticated");
}

#[tokio::test]
async fn venues_are_described_to_who_may_read_them_only() {
    let app = TestApp::start();
    app.editor("ana").await;
    let grant = app.anonymous().password_grant("ana", TestApp::PASSWORD, Some("events:read")).await;
    let narrow = app.anonymous().holding(&grant);
    for (format, ..) in FORMATS {
        let answer = narrow.get(&format!("{EXPORT}?format={format}")).await;
        assert_eq!(answer.status, if format == "ics" { 200 } else { 403 }, "{format}");
    }
}

#[tokio::test]
async fn without_events_each_format_is_whole_nevertheless() {
    let app = TestApp::start();
    let eva = app.viewer("eva").await;
    assert_eq!(export(&eva, "format=json").await, "[\n]\n");
    assert_eq!(export(&eva, "format=ndjson").await, "");
    let columns = "title,description,starts_at,ends_at,time_zone,city,venue,capacity,tags,status\n";
    assert_eq!(export(&eva, "format=csv").await, columns);
    let calendar = export(&eva, "format=ics").await;
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
}

#[tokio::test]
async fn an_event_is_written_as_it_is() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let members = json!({
        "venue_id": venue.id(), "ends_at": "2131-03-14T23:30:00Z", "time_zone": "America/Recife",
        "tags": ["forró", "dança"], "capacity": 80, "description": "Com banda.",
    });
    ana.make_event(&with(&an_event("Baile"), &members)).await;
    let expected = json!({
        "title": "Baile", "description": "Com banda.", "starts_at": "2131-03-14T22:00:00Z",
        "ends_at": "2131-03-14T23:30:00Z", "time_zone": "America/Recife", "city": "Recife", "capacity": 80,
        "tags": ["forró", "dança"], "status": "published",
        "venue": {
            "name": "Salão", "city": "Recife", "type": "hall", "capacity": 100, "accessible": false,
            "address": null, "latitude": null, "longitude": null,
        },
    });
    let json: Value = serde_json::from_str(&export(&ana, "format=json").await).unwrap();
    assert_eq!(json, json!([expected]));
    let ndjson = export(&ana, "format=ndjson").await;
    assert_eq!(ndjson.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&ndjson).unwrap(), expected);
    let csv = export(&ana, "format=csv").await;
    let row = csv.lines().nth(1).unwrap();
    assert!(
        row.starts_with("Baile,Com banda.,2131-03-14T22:00:00Z,2131-03-14T23:30:00Z,America/Recife,Recife,")
    );
    assert!(row.ends_with(",80,forró;dança,published"), "{row}");
}
