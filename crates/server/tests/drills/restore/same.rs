//! The same questions to both servers.

use reqwest::Method;
use serde_json::json;

use super::scene::Scene;
use crate::{
    fleet::Fleet,
    support::{
        Answer, Client, TestApp,
        given::{EVENTS, VENUES},
        people::USERS,
    },
};

/// So many events are compared one by one.
const MOST: usize = 300;

/// Asks both; how many answers were the same.
pub async fn assert_same(old: &Fleet, new: &Fleet, scene: &Scene) -> usize {
    let (here, there) = (old.admin(0).await, new.admin(0).await);
    let mut same = 0;
    for list in lists(scene) {
        let (pages, others) = (here.pages(&list).await, there.pages(&list).await);
        assert_eq!(pages.len(), others.len(), "{list}");
        for (page, other) in pages.iter().zip(&others) {
            // Also the links to the next page: a cursor goes on at the other server.
            equal(&list, page, other);
            same += 1;
        }
    }
    for file in ["json", "ndjson", "csv", "ics"] {
        let path = format!("{EVENTS}/export?format={file}");
        same += ask(&here, &there, Method::GET, &path).await;
    }
    same += assert_same_events(&here, &there).await;
    same += ask(&old.client(0), &new.client(0), Method::GET, &scene.feed).await;
    same += assert_same_people(old, new, scene).await;
    // Looks count: last.
    for path in [&scene.hall.path, &format!("{}/calendar.ics", scene.ball.path), &scene.edited.path] {
        same += ask(&here, &there, Method::GET, path).await;
    }
    same
}

/// Their entity tags, and who attends them.
async fn assert_same_events(here: &Client, there: &Client) -> usize {
    let mut same = 0;
    let pages = here.pages(&format!("{EVENTS}?limit=100")).await;
    let events = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap());
    for event in events.take(MOST) {
        let path = format!("{EVENTS}/{}", event["id"].as_str().unwrap());
        // Without looking: that would count.
        same += ask(here, there, Method::HEAD, &path).await;
        if event["registered"] != 0 {
            same += ask(here, there, Method::GET, &format!("{path}/registrations?limit=100")).await;
        }
    }
    same
}

/// By their old passwords, and without signing in again.
async fn assert_same_people(old: &Fleet, new: &Fleet, scene: &Scene) -> usize {
    let there = new.client(0).with_token(scene.ana.access_secret());
    let mut same = ask(&scene.ana, &there, Method::GET, "/api/v1/users/me").await;
    for name in ["ana", "eva"] {
        let (here, there) = (
            old.client(0).sign_in(name, TestApp::PASSWORD).await,
            new.client(0).sign_in(name, TestApp::PASSWORD).await,
        );
        for path in ["/api/v1/users/me", "/api/v1/registrations/me", &format!("{EVENTS}?q=forro")] {
            same += ask(&here, &there, Method::GET, path).await;
        }
    }
    for (name, password) in [("ana", "tapioca-orbit-kettle-93"), ("leo", TestApp::PASSWORD)] {
        new.client(0).password_grant(name, password, None).await.assert_invalid_grant();
    }
    let mut refreshing = new.client(0);
    refreshing.refresh_token = Some(scene.ana.refresh_secret().to_owned());
    assert!(refreshing.holding(&refreshing.refresh(None).await).is_let_in().await);
    refreshing.refresh(None).await.assert_invalid_grant();
    same
}

/// All that is shown in lists, in every order and by every filter.
fn lists(scene: &Scene) -> Vec<String> {
    let events = [
        "sort=starts_at",
        "sort=-starts_at",
        "sort=-created_at",
        "sort=title",
        "status=draft",
        "status=cancelled",
        "has_seats=true",
        "q=sao+joao",
        "q=BAILE",
        "q=quadrilha",
        "city=evora",
        "tag=forro",
        "starts_after=2131-01-01T00:00:00Z",
        &format!("venue_id={}", scene.hall.id()),
    ];
    let events = events.map(|filter| format!("{EVENTS}?limit=100&total=true&{filter}"));
    let stats = ["city", "month", "venue", "tag"].map(|group| format!("{EVENTS}/stats?group_by={group}"));
    let others = [
        format!("{EVENTS}/upcoming?limit=100"),
        format!("{EVENTS}/popular?limit=100"),
        format!("{VENUES}?limit=100&total=true"),
        format!("{VENUES}?q=salao"),
        format!("{}/events", scene.hall.path),
        format!("{USERS}?limit=100&total=true"),
        format!("{}/registrations?limit=100", scene.ball.path),
        format!("{}/registrations?status=waitlisted", scene.ball.path),
        format!("{}/registrations?limit=1", scene.ball.path),
    ];
    events.into_iter().chain(stats).chain(others).collect()
}

async fn ask(here: &Client, there: &Client, method: Method, path: &str) -> usize {
    let one = Answer::of(here.request(method.clone(), path)).await;
    equal(path, &one, &Answer::of(there.request(method, path)).await);
    1
}

fn equal(path: &str, one: &Answer, other: &Answer) {
    assert_eq!(one.status, 200, "{path}: {one:?}");
    assert_eq!(other.status, 200, "{path}: {other:?}");
    assert_eq!(one.text, other.text, "{path}");
    for header in ["etag", "link", "content-type"] {
        assert_eq!(one.header(header), other.header(header), "{path}: {header}");
    }
    assert_ne!(one.json["items"], json!([]), "{path} shows nothing");
}
