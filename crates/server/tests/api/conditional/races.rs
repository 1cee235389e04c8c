//! Edits at the same moment.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::support::{TestApp, given::an_event};

#[tokio::test]
async fn of_fifty_patches_with_one_etag_one_wins() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let patches = (1..=50).map(|n| {
        let (ana, event) = (&ana, &event);
        async move {
            let patch = json!({"capacity": n});
            ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &patch).await
        }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(patches).await.into_iter().partition(|a| a.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 49));
    for answer in lost {
        assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{answer:?}");
    }
    let now = ana.get(&event.path).await;
    assert_eq!((&now.json["version"], &now.json["capacity"]), (&json!(2), &won[0].json["capacity"]));
    assert_eq!(now.header("etag"), won[0].header("etag"));
}

#[tokio::test]
async fn of_fifty_patches_without_if_match_every_one_that_is_confirmed_counts() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let patches = (1..=50).map(|n| {
        let (ana, event) = (&ana, &event);
        async move { ana.patch(&event.path, &json!({"capacity": n})).await }
    });
    let answers = join_all(patches).await;
    let versions: Vec<i64> =
        answers.iter().filter(|a| a.status == 200).map(|a| a.json["version"].as_i64().unwrap()).collect();
    for answer in answers.iter().filter(|a| a.status != 200) {
        assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{answer:?}");
    }
    let edits = i64::try_from(versions.len()).unwrap();
    assert!(edits >= 1, "somebody always gets on");
    assert_eq!(versions.into_iter().collect::<BTreeSet<_>>(), (2..=1 + edits).collect(), "each is an edit");
    let now = ana.get(&event.path).await.json;
    assert_eq!(now["version"], 1 + edits);
    let last = answers.iter().find(|a| a.json["version"] == now["version"]).unwrap();
    assert_eq!(now["capacity"], last.json["capacity"]);
}

#[tokio::test]
async fn edits_of_different_members_at_the_same_moment_are_both_kept() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for round in 1..=30 {
        let (title, city) =
            (json!({"title": format!("Baile {round}")}), json!({"city": format!("City {round}")}));
        let (first, second) = tokio::join!(ana.patch(&event.path, &title), ana.patch(&event.path, &city));
        assert_eq!((first.status, second.status), (200, 200), "round {round}");
        let now = ana.get(&event.path).await.json;
        assert_eq!((&now["title"], &now["city"]), (&title["title"], &city["city"]), "round {round}");
    }
}

#[tokio::test]
async fn of_two_deletions_at_the_same_moment_one_is_done() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for round in 0..20 {
        let event = ana.make_event(&an_event("Baile")).await;
        let (first, second) = tokio::join!(ana.delete(&event.path), ana.delete(&event.path));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 404], "round {round}");
    }
}
