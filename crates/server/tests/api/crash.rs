//! `kill -9` while events are made or imported: what was confirmed is there afterwards, and nothing
//! by halves.

use std::{collections::BTreeMap, os::unix::process::ExitStatusExt as _, process::Stdio};

use fasttrack_application::imports::BATCH_ROWS;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use crate::support::{
    Client, TestApp,
    given::{EVENTS, Made, a_venue, an_event, with},
    process::{Installation, PATIENCE, Server},
};

const CREATES: usize = 1_000;
const CLIENTS: usize = 8;
/// How many are confirmed when the kill comes: counted, so that it always falls in the middle.
const CONFIRMED: usize = 300;
const SIGKILL: i32 = 9;

async fn admin_of(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

/// An event whose parts stand in all the tables that there are.
fn numbered(n: usize, venue: &Made) -> Value {
    let parts = json!({
        "description": format!("word{n}"),
        "tags": ["everywhere", format!("tag{n}")],
        "venue_id": venue.id(),
        "capacity": n % 100 + 1,
    });
    with(&an_event(&format!("Baile {n}")), &parts)
}

/// Whether an answer shows all parts of the event that it says it is.
fn is_whole(event: &Value, venue: &Made) -> bool {
    let number = event["title"].as_str().unwrap().strip_prefix("Baile ").unwrap().parse().unwrap();
    let body = numbered(number, venue);
    let same = ["description", "status", "starts_at", "city", "tags", "capacity"];
    same.iter().all(|member| event[member] == body[member])
        && event["venue"]["id"] == body["venue_id"]
        && event["version"] == 1
}

/// Makes events from several clients at once, and kills the server in the midst of it. Gives where
/// the confirmed ones are, by number.
async fn create_until_killed(server: &Server, venue: &Made) -> BTreeMap<usize, String> {
    let organiser = admin_of(server).await;
    let (confirm, mut confirmations) = mpsc::unbounded_channel();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let (organiser, venue, confirm) = (organiser.clone(), venue.clone(), confirm.clone());
        clients.spawn(async move {
            for n in (client..CREATES).step_by(CLIENTS) {
                let request = organiser.request(Method::POST, EVENTS).json(&numbered(n, &venue));
                // The server is gone.
                let Ok(answer) = request.send().await else { return };
                assert_eq!(answer.status(), 201);
                confirm.send((n, answer.headers()["location"].to_str().unwrap().to_owned())).unwrap();
            }
        });
    }
    drop(confirm);
    let mut confirmed = BTreeMap::new();
    while let Some((n, path)) = confirmations.recv().await {
        confirmed.insert(n, path);
        if confirmed.len() == CONFIRMED {
            server.signal("KILL");
        }
    }
    clients.join_all().await;
    confirmed
}

#[tokio::test]
async fn what_was_confirmed_survives_a_kill_and_nothing_is_half_written() {
    let here = Installation::new().with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let server = here.serve();
    let venue = admin_of(&server).await.make_venue(&a_venue("Salão")).await;
    let confirmed = create_until_killed(&server, &venue).await;
    assert!((CONFIRMED..CREATES).contains(&confirmed.len()), "{} were confirmed", confirmed.len());
    let (status, _) = server.wait();
    assert_eq!(status.signal(), Some(SIGKILL));

    let server = here.serve();
    let reader = admin_of(&server).await;
    for (n, path) in &confirmed {
        let found = reader.get(path).await;
        assert_eq!((found.status, &found.json["title"]), (200, &json!(format!("Baile {n}"))), "{path}");
    }

    let pages = reader.pages(&format!("{EVENTS}?limit=100&total=true")).await;
    let listed: Vec<&Value> = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap()).collect();
    for event in &listed {
        assert!(is_whole(event, &venue), "{event}");
    }
    let total = listed.len();
    assert!(pages.iter().all(|page| page.json["total"] == total));
    // Of what was on its way, at most one a client, either all is there or nothing.
    let on_its_way = total - confirmed.len();
    assert!(on_its_way <= CLIENTS, "{total} are there, {} were confirmed", confirmed.len());
    for query in ["q=baile", "tag=everywhere", &format!("venue_id={}", venue.id())] {
        let found = reader.get(&format!("{EVENTS}?{query}&total=true&limit=1")).await;
        assert_eq!(found.json["total"], total, "{query}");
    }

    reader.make_event(&an_event("it goes on")).await;
    server.terminate();
}

/// A file that takes so many batches that a kill after the first falls in the middle.
fn many_rows(rows: usize) -> String {
    let row = |n| format!("Baile {n},2131-03-14T22:00:00Z,Recife,published\n");
    (0..rows).fold("title,starts_at,city,status\n".to_owned(), |file, n| file + &row(n))
}

#[tokio::test]
async fn an_import_that_is_killed_leaves_whole_batches_and_is_simply_run_again() {
    const ROWS: usize = 8 * BATCH_ROWS;
    let app = TestApp::start();
    let reader = app.admin().await;
    let total = async || {
        let list = reader.get(&format!("{EVENTS}?q=baile&total=true&limit=1")).await;
        usize::try_from(list.json["total"].as_u64().unwrap()).unwrap()
    };
    let here = Installation::beside(&app);
    here.write("events.csv", many_rows(ROWS));

    let mut import = here.command(&["import", "events.csv"]).stderr(Stdio::null()).spawn().unwrap();
    tokio::time::timeout(PATIENCE, async { while total().await == 0 {} }).await.expect("nothing goes in");
    import.kill().unwrap();
    assert_eq!(import.wait().unwrap().signal(), Some(SIGKILL), "it was still at it");
    let written = total().await;
    assert!(written < ROWS && written % BATCH_ROWS == 0, "{written} rows are in");

    let again = here.run(&["import", "events.csv"]);
    let summary = format!("{} added, {written} already there, 0 rejected", ROWS - written);
    assert!(again.code == 0 && again.stderr.contains(&summary), "not `{summary}`: {}", again.stderr);
    assert_eq!(total().await, ROWS);
}
