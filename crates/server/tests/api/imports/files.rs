//! The files that `fasttrack import` takes, sent.

use serde_json::{Value, json};

use super::{IMPORTS, Scene, begun, counts, events, import, many_rows, over, report_of};
use crate::{
    main_job::{expected, fixture, number, to_be_reported},
    support::given::{a_venue, with},
};

/// Where and why each line of a report says that a record did not go in.
fn reported(ndjson: &str) -> Vec<(u64, String, String)> {
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(!line["detail"].as_str().unwrap().is_empty(), "a person is told nothing: {line}");
        let text = |member: &str| line[member].as_str().unwrap_or_default().to_owned();
        (line["line"].as_u64().unwrap(), text("column"), text("code"))
    };
    ndjson.lines().map(line).collect()
}

#[tokio::test]
async fn the_good_rows_of_every_file_go_in_once_and_the_bad_ones_are_reported() {
    for (name, content_type) in [
        ("legacy_events.csv", "text/csv"),
        ("legacy_events_latin1.csv", "application/vnd.ms-excel"),
        ("legacy_events_bom.csv", "text/csv; charset=utf-8"),
        ("legacy_events.json", "application/json"),
        ("events.csv", "text/plain"),
        ("events.ndjson", "application/x-ndjson"),
    ] {
        let expected = expected(name);
        let (good, duplicates) = (number(&expected["good"]), number(&expected["duplicates"]));
        let to_report = to_be_reported(&expected);
        let scene = Scene::working();
        let admin = scene.app.admin().await;
        for venue in expected["venues"].as_array().unwrap() {
            admin.make_venue(&with(&a_venue(""), venue)).await;
        }
        let [good, duplicates, rejected] = [good, duplicates, to_report.len()].map(|count| count as u64);
        for counted in [[good, duplicates, rejected], [0, good + duplicates, rejected]] {
            let job = begun(&admin.upload(IMPORTS, name, content_type, fixture(name)).await);
            let job = over(&admin, &job).await;
            assert_eq!(counts(&job), counted, "{name}: {job}");
            let report = admin.get(&report_of(&job)).await;
            assert_eq!(reported(&report.text), to_report, "{name}");
            assert_eq!(events(&admin).await, good, "{name}");
        }
    }
}

#[tokio::test]
async fn the_separator_is_told_by_the_header_and_the_format_by_the_content() {
    let scene = Scene::working();
    let editor = scene.app.editor("ana").await;
    let row = "2031-03-01T19:00:00Z;Olinda;\"a,b\"\n";
    let job = import(&editor, "x", format!("title;starts_at;city;description\nSarau;{row}")).await;
    assert_eq!(counts(&job), [1, 0, 0]);
    let job = import(
        &editor,
        "x.csv",
        json!([{"title": "Baile", "starts_at": "2031-03-01T19:00:00Z", "city": "Olinda"}]).to_string(),
    )
    .await;
    assert_eq!(counts(&job), [1, 0, 0]);
    let list = editor.get("/api/v1/events?sort=title").await;
    assert_eq!(
        (list.each("title"), list.each("city")),
        (vec!["Baile".into(), "Sarau".into()], vec!["Olinda".to_owned(); 2])
    );
    assert_eq!(list.json["items"][1]["description"], "a,b");
}

#[tokio::test]
async fn a_dry_run_adds_nothing_and_tells_what_would_be() {
    let scene = Scene::working();
    let admin = scene.app.admin().await;
    // The first one again, in another batch, and a bad one.
    let file = format!("{}Baile 0,2131-03-14T22:00:00Z,Recife,published\n,,,\n", many_rows(600));
    let job = begun(&admin.upload(&format!("{IMPORTS}?dry_run=true"), "e.csv", "text/csv", &file).await);
    let job = over(&admin, &job).await;
    assert_eq!((counts(&job), &job["result"]["dry_run"]), ([600, 1, 1], &json!(true)));
    assert_eq!(admin.get(&report_of(&job)).await.text.lines().count(), 1);
    assert_eq!(events(&admin).await, 0);

    let job = import(&admin, "e.csv", &file).await;
    assert_eq!((counts(&job), &job["result"]["dry_run"]), ([600, 1, 1], &json!(false)));
    assert_eq!(events(&admin).await, 600);
}

#[tokio::test]
async fn events_belong_to_who_sent_them() {
    let scene = Scene::working();
    let (ana, rui) = (scene.app.editor("ana").await, scene.app.editor("rui").await);
    for editor in [&ana, &rui] {
        assert_eq!(counts(&import(editor, "e.csv", many_rows(1)).await), [1, 0, 0]);
    }
    let owners = ana.get("/api/v1/events").await.each("created_by");
    assert!(owners.len() == 2 && owners[0] != owners[1], "{owners:?}");
}

#[tokio::test]
async fn the_file_goes_when_all_of_it_is_in() {
    let scene = Scene::working();
    let admin = scene.app.admin().await;
    let job = import(&admin, "e.csv", many_rows(3)).await;
    assert_eq!(counts(&job), [3, 0, 0]);
    let removals = admin.get("/api/v1/jobs?kind=blobs.remove&total=true").await;
    assert_eq!(removals.json["total"], 1, "{removals:?}");
    let path = format!("/api/v1/jobs/{}", removals.json["items"][0]["id"].as_str().unwrap());
    assert_eq!(over(&admin, &path).await["state"], "succeeded");
    assert_eq!(scene.files(), Vec::<String>::new());
}
