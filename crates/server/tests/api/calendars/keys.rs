//! Keys open one calendar, until they are replaced or taken away.

use serde_json::json;

use super::{FEED, KEY, feed, key};
use crate::support::{Answer, TestApp, given::an_event};

#[tokio::test]
async fn a_key_opens_the_calendar_at_the_address_that_comes_with_it() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_event(&an_event("Baile")).await;
    let issued = ana.post(KEY, &json!(null)).await;
    assert_eq!((issued.status, issued.header("cache-control")), (201, "no-store"));
    let key = issued.json["key"].as_str().unwrap();
    assert_eq!(issued.json["url"], app.url(&format!("{FEED}?key={key}")));
    let calendar = feed(&app, key).await;
    assert_eq!((calendar.status, calendar.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!(calendar.header("content-disposition"), "attachment; filename=\"calendar.ics\"");
    assert_eq!(calendar.header("cache-control"), "private, no-cache");
    assert!(calendar.text.contains("SUMMARY:Baile\r\n"));
}

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_one() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (first, second) = (key(&ana).await, key(&ana).await);
    assert_ne!(first, second);
    assert_no_calendar(&feed(&app, &first).await);
    assert_eq!(feed(&app, &second).await.status, 200);
}

#[tokio::test]
async fn a_key_that_was_taken_away_opens_nothing() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let (hers, his) = (key(&ana).await, key(&rui).await);
    for _ in 0..2 {
        assert_eq!(ana.delete(KEY).await.status, 204, "and again changes nothing");
        assert_no_calendar(&feed(&app, &hers).await);
    }
    assert_eq!(feed(&app, &his).await.status, 200, "his is another");
    let third = key(&ana).await;
    assert_eq!(feed(&app, &third).await.status, 200);
}

#[tokio::test]
async fn a_wrong_key_opens_nothing() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let right = key(&ana).await;
    let token = ana.access_secret();
    for wrong in
        ["", "x", &right[1..], &right.to_lowercase(), &format!("{right}A"), token, "%00", "%F0%9F%8E%89"]
    {
        assert_no_calendar(&feed(&app, wrong).await);
    }
    for (query, pointer) in [("", "key"), ("?key=a&key=b", "key"), ("?key=a&x=1", "x")] {
        assert_eq!(app.anonymous().get(&format!("{FEED}{query}")).await.pointers(), [pointer], "{query}");
    }
}

#[tokio::test]
async fn a_key_opens_nothing_else_and_needs_a_user() {
    let app = TestApp::start();
    let key = key(&app.editor("ana").await).await;
    assert_eq!(app.anonymous().with_token(&key).get("/api/v1/users/me").await.status, 401);
    app.anonymous().post(KEY, &json!(null)).await.assert_problem(KEY, 401, "unauthenticated");
    app.anonymous().delete(KEY).await.assert_problem(KEY, 401, "unauthenticated");
}

#[tokio::test]
async fn the_calendar_of_somebody_who_was_shut_out_is_shut() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let key = key(&ana).await;
    let shut_out = app.admin().await.patch(&ana.own_path().await, &json!({"active": false})).await;
    assert_eq!(shut_out.status, 200, "{shut_out:?}");
    assert_no_calendar(&feed(&app, &key).await);
}

#[track_caller]
fn assert_no_calendar(answer: &Answer) {
    answer.assert_problem(FEED, 404, "not_found");
}
