//! What a cursor is good for.

use serde_json::json;

use super::a_programme;
use crate::support::{
    TestApp,
    given::{EVENTS, an_event, with},
};

#[tokio::test]
async fn a_cursor_fits_only_the_list_it_was_given_for() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 6).await;
    let given = ana.get(&format!("{EVENTS}?limit=1&city=recife&sort=title")).await;
    let cursor = given.json["next_cursor"].as_str().unwrap();
    for (case, path, fits) in [
        ("the same", format!("{EVENTS}?limit=1&city=recife&sort=title"), true),
        ("the same in other words", format!("{EVENTS}?sort=title&city=RECIFE"), true),
        ("another sort", format!("{EVENTS}?city=recife&sort=starts_at"), false),
        ("the default sort", format!("{EVENTS}?city=recife"), false),
        ("another filter", format!("{EVENTS}?city=olinda&sort=title"), false),
        ("one filter more", format!("{EVENTS}?city=recife&sort=title&tag=x"), false),
        ("no filter", format!("{EVENTS}?sort=title"), false),
        ("another list", "/api/v1/venues?city=recife".to_owned(), false),
    ] {
        let answer = ana.get(&format!("{path}&cursor={cursor}")).await;
        if fits {
            assert_eq!(answer.status, 200, "{case}: {answer:?}");
        } else {
            assert_eq!(answer.pointers(), ["cursor"], "{case}");
            assert_eq!(answer.json["errors"][0]["code"], "invalid_cursor", "{case}");
        }
    }
}

#[tokio::test]
async fn a_cursor_serves_whoever_may_read_the_list() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 3).await;
    ana.make_event(&with(
        &an_event("secret"),
        &json!({"status": "draft", "starts_at": "2140-01-01T00:00:00Z"}),
    ))
    .await;
    let first = ana.get(&format!("{EVENTS}?limit=2")).await;
    assert_eq!(ana.get(first.next().unwrap()).await.each("id").len(), 2);
    let titles = app.viewer("eva").await.get(first.next().unwrap()).await.each("title");
    assert!(titles.len() == 1 && titles[0] != "secret", "{titles:?}");
}
