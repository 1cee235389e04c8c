//! Members that are missing, null, doubled or far too deep, in everything that can be written.

use reqwest::Method;
use serde_json::json;

use super::{Bench, misfit};
use crate::support::{
    TestApp,
    given::{EVENTS, VENUES, a_venue, an_event, with},
    people::{USERS, a_user},
};

/// Everything that can be written, with what it cannot be without.
async fn benches() -> [(Bench, Vec<(&'static str, &'static str)>); 3] {
    let event = an_event("Baile");
    let venue = a_venue("Salão");
    let [name, start, city] = [("title", "/title"), ("starts_at", "/starts_at"), ("city", "/city")];
    let other_venue = with(&venue, &json!({"name": "Sala"}));
    [
        (Bench::new(TestApp::start(), EVENTS, event.clone(), &event).await, vec![name, start, city]),
        (
            Bench::new(TestApp::start(), VENUES, venue, &other_venue).await,
            vec![("name", "/name"), ("type", "/type"), ("capacity", "/capacity"), city],
        ),
        (
            Bench::new(TestApp::start(), USERS, a_user("ana"), &a_user("eva")).await,
            vec![
                ("username", "/username"),
                ("full_name", "/full_name"),
                ("email", "/email"),
                ("password", "/password"),
            ],
        ),
    ]
}

fn whole(bench: &Bench) -> &'static [Method] {
    if bench.collection == USERS { &[Method::POST] } else { &[Method::POST, Method::PUT] }
}

#[tokio::test]
async fn what_is_needed_is_missed() {
    for (bench, needed) in benches().await {
        let before = bench.state().await;
        for (member, pointer) in needed {
            let mut body = bench.valid.clone();
            body.as_object_mut().unwrap().remove(member);
            for method in whole(&bench) {
                let answer = bench.send(method, body.to_string()).await;
                assert_eq!(
                    answer.misfit(),
                    Some((pointer, "required")),
                    "{method} without {member}: {answer:?}"
                );
            }
        }
        assert_eq!(bench.state().await, before);
    }
}

#[tokio::test]
async fn what_is_needed_cannot_be_null() {
    for (bench, needed) in benches().await {
        for (member, pointer) in needed {
            bench.refuses(whole(&bench), &[misfit("null", member, "null", pointer, "invalid_type")]).await;
            // Of things, a patch with null removes what is needed; of users, nothing can be removed.
            let code = match (bench.collection, member) {
                (USERS, "username" | "password") => "unknown_field",
                (USERS, _) => "invalid_type",
                _ => "required",
            };
            bench.refuses(&[Method::PATCH], &[misfit("null", member, "null", pointer, code)]).await;
        }
    }
}

#[tokio::test]
async fn a_member_that_is_there_twice_is_pointed_at() {
    for (bench, needed) in benches().await {
        let before = bench.state().await;
        for (member, pointer) in needed {
            let value = &bench.valid[member];
            for method in [whole(&bench), &[Method::PATCH]].concat() {
                let raw = format!("{value},{}:{value}", json!(member));
                let answer = bench.send(&method, bench.body(&method, member, &raw)).await;
                if bench.collection == USERS
                    && method == Method::PATCH
                    && ["username", "password"].contains(&member)
                {
                    assert_eq!(answer.misfit(), Some((pointer, "unknown_field")), "{answer:?}");
                } else {
                    assert_eq!(
                        answer.misfit(),
                        Some((pointer, "duplicate_field")),
                        "{method} {member}: {answer:?}"
                    );
                }
            }
        }
        assert_eq!(bench.state().await, before);
    }
}

#[tokio::test]
async fn what_is_too_deep_is_refused_wherever_it_stands() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
    let (lists, objects) = (deep("[", "]"), deep("{\"a\":", "}"));
    for (bench, needed) in benches().await {
        let before = bench.state().await;
        for (name, raw) in [("lists", &lists), ("objects", &objects)] {
            for member in [needed[0].0, "bogus"] {
                for method in [whole(&bench), &[Method::PATCH]].concat() {
                    let answer = bench.send(&method, bench.body(&method, member, raw)).await;
                    let refused = (answer.status, answer.code());
                    assert!(
                        [(400, "malformed_body"), (422, "validation_failed")].contains(&refused),
                        "{method} {member}, {name}: {refused:?}"
                    );
                    assert!(answer.text.len() < 2_000, "{method} {member}, {name}: the answer is as large");
                }
            }
        }
        assert_eq!(bench.state().await, before);
    }
}

#[tokio::test]
async fn half_a_character_is_no_text() {
    for (bench, needed) in benches().await {
        let before = bench.state().await;
        for raw in [r#""\ud800""#, r#""\udc00\ud800""#, r#""\ud800a""#, r#""\uZZZZ""#] {
            for method in whole(&bench) {
                let answer = bench.send(method, bench.body(method, needed[0].0, raw)).await;
                assert_eq!(
                    (answer.status, answer.code()),
                    (400, "malformed_body"),
                    "{method} {raw}: {answer:?}"
                );
            }
        }
        assert_eq!(bench.state().await, before);
    }
}

#[tokio::test]
async fn what_does_not_fit_is_not_repeated() {
    let huge = format!("\"{}\"", "hunter2 ".repeat(100_000));
    for (bench, needed) in benches().await {
        let no_text = if bench.collection == USERS { "active" } else { "capacity" };
        for member in [needed[0].0, no_text] {
            for raw in [&huge, &format!("[{huge}]"), &format!("{{\"a\":{huge}}}")] {
                let answer = bench.send(&Method::POST, bench.body(&Method::POST, member, raw)).await;
                assert_eq!(answer.status, 422, "{member}: {:.500}", answer.text);
                assert!(!answer.text.contains("hunter2"), "{member}: {:.500}", answer.text);
            }
        }
    }
}
