//! Finding something in it.

use serde_json::{Value, json};

use super::{AUDIT, id_of};
use crate::support::TestApp;

#[tokio::test]
async fn entries_are_found_by_who_what_whom_and_when() {
    let app = TestApp::start();
    let (admin, anyone) = (app.admin().await, app.anonymous());
    let ana = app.viewer("ana").await;
    let (root, id) = (id_of(&admin).await, id_of(&ana).await);
    let (root, id) = (root.as_str().unwrap(), id.as_str().unwrap());
    anyone.password_grant("ana", "wrong-wrong-wrong", None).await.assert_invalid_grant();
    anyone.password_grant("ana", "wrong-wrong-wrong", None).await.assert_invalid_grant();

    let all = admin.audited("").await;
    let times: Vec<&str> = all.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "the newest first: {times:?}");
    let actions = |entries: &[Value]| -> Vec<String> {
        entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
    };
    // The first admin was made by the system; each client that a test makes signs in.
    for (query, expected) in [
        (
            String::new(),
            &[
                "session.refused",
                "session.refused",
                "session.started",
                "user.created",
                "session.started",
                "session.started",
                "user.created",
            ][..],
        ),
        ("actor=system".to_owned(), &["user.created"]),
        ("actor=anonymous".to_owned(), &["session.refused", "session.refused"]),
        (format!("actor={root}"), &["user.created", "session.started", "session.started"]),
        (format!("actor={id}"), &["session.started"]),
        ("action=user.created".to_owned(), &["user.created", "user.created"]),
        (format!("subject={id}"), &["session.refused", "session.refused", "user.created"]),
        (
            format!("subject={id}&actor=anonymous&action=session.refused"),
            &["session.refused", "session.refused"],
        ),
        (format!("subject={id}&actor=system"), &[]),
        (format!("after={}", times[1]), &["session.refused", "session.refused"]),
        (format!("before={}&action=session.refused", times[0]), &["session.refused"]),
        (format!("after={}&before={}", times[1], times[1]), &[]),
    ] {
        let found = admin.audited(&query).await;
        assert_eq!(actions(&found), expected, "{query}");
        let total = admin.get(&format!("{AUDIT}?limit=1&total=true&{query}")).await;
        assert_eq!(total.json["total"], json!(expected.len()), "{query}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_belong_to_their_filter() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for _ in 0..6 {
        app.anonymous().password_grant("admin", "wrong-wrong-wrong", None).await.assert_invalid_grant();
    }
    let all: Vec<Value> = admin.audited("action=session.refused").await;
    assert_eq!(all.len(), 6);
    let mut paged = Vec::new();
    for page in admin.pages(&format!("{AUDIT}?limit=4&action=session.refused")).await {
        paged.extend(page.json["items"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(paged, all);

    let first = admin.get(&format!("{AUDIT}?limit=4&action=session.refused")).await;
    let cursor = first.json["next_cursor"].as_str().unwrap();
    for other in ["", "&action=session.started", "&action=session.refused&actor=anonymous"] {
        let answer = admin.get(&format!("{AUDIT}?cursor={cursor}{other}")).await;
        assert_eq!(answer.misfit(), Some(("cursor", "invalid_cursor")), "{other}: {answer:?}");
    }
    for (query, parameter) in [("user=1", "user"), ("subject_kind=user", "subject_kind"), ("sort=at", "sort")]
    {
        let answer = admin.get(&format!("{AUDIT}?{query}")).await;
        assert_eq!(answer.misfit(), Some((parameter, "unknown_parameter")), "{answer:?}");
    }
}
