//! Addresses, parameters and media types that nobody has.

use serde_json::json;

use super::{Findings, UNKNOWN};
use crate::support::{
    Answer, TestApp,
    grant::ME,
    operations::{Operation, operations},
};

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let app = TestApp::start();
    let mut findings = Findings::default();
    for client in [app.anonymous(), app.admin().await] {
        for path in [
            "/nothing",
            "/api",
            "/api/",
            "/api/v1",
            "/api/v2/events",
            "/API/v1/events",
            "/api/v1/nothing",
            "/api/v1//events",
            "//api/v1/events",
            "/api/v1/events%2Fupcoming",
            "/problems",
            "/problems/nothing",
            "/docs/nothing",
            "/docs/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "/health",
            "/.env",
            "/index.html",
            "/data/fasttrack.db",
        ] {
            findings.of(path, path, &client.get(path).await, (404, "not_found"));
        }
    }
    findings.finish(&app.anonymous()).await;
}

#[tokio::test]
async fn a_slash_at_the_end_makes_another_address() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in operations(&app).await {
        let path = format!("{}/", operation.path(UNKNOWN));
        let answer = Answer::of(admin.request(operation.method.clone(), &path)).await;
        findings.of(&operation.name(), &path, &answer, (404, "not_found"));
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn an_identifier_that_is_no_uuid_is_pointed_at() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in operations(&app).await.into_iter().filter(|op| op.template.contains("{id}")) {
        for id in [
            "1",
            "null",
            "0197a3c0-0000-7000-8000-00000000000g",
            "0197a3c0-0000-7000-8000-0000000000011",
            "0197a3c000007000800000000000000a",
            "%7B0197a3c0-0000-7000-8000-000000000001%7D",
            "urn:uuid:0197a3c0-0000-7000-8000-000000000001",
            "%00",
            "S%C3%A3o",
            "%FF",
            "%zz",
            "'%20or%20'1'='1",
        ] {
            let path = operation.path(id);
            let request = admin.request(operation.method.clone(), &path);
            // Only the path is what is wrong.
            let request = if operation.media_types().is_empty() { request } else { request.json(&json!({})) };
            let answer = Answer::of(request).await;
            findings.of_operation(id, &operation, &path, &answer, (422, "validation_failed"));
            if answer.misfit() != Some(("id", "invalid_uuid")) {
                findings.wrong.push(format!("{id}: {}: {}", operation.name(), answer.text));
            }
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn a_parameter_that_is_not_known_is_pointed_at() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in operations(&app).await.into_iter().filter(Operation::is_api) {
        let path = operation.path(UNKNOWN);
        for query in ["bogus=1", "bogus", "bogus=a&bogus=b", "b%6Fgus="] {
            let request = admin.request(operation.method.clone(), &format!("{path}?{query}"));
            let answer = Answer::of(request).await;
            findings.of(
                &format!("{query}: {}", operation.name()),
                &path,
                &answer,
                (422, "validation_failed"),
            );
            if answer.misfit() != Some(("bogus", "unknown_parameter")) {
                findings.wrong.push(format!("{query}: {}: {}", operation.name(), answer.text));
            }
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn who_takes_no_json_gets_none() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let mut findings = Findings::default();
    for operation in operations(&app).await.into_iter().filter(Operation::is_api) {
        let path = operation.path(UNKNOWN);
        for accept in ["text/html", "application/xml, image/*", "application/json;q=0", "json"] {
            if accept.contains("image/*") && operation.gives_pictures() {
                continue;
            }
            let request = admin.request(operation.method.clone(), &path).header("accept", accept);
            let answer = Answer::of(request).await;
            findings.of_operation(accept, &operation, &path, &answer, (406, "not_acceptable"));
        }
    }
    findings.finish(&admin).await;
}

#[tokio::test]
async fn who_takes_json_among_others_gets_it() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for accept in
        ["*/*", "application/*", "text/html, application/json;q=0.1", "Application/JSON; charset=utf-8"]
    {
        let answer = Answer::of(admin.request(reqwest::Method::GET, ME).header("accept", accept)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{accept}");
    }
}

#[tokio::test]
async fn who_is_nobody_is_told_so_before_anything_else() {
    let app = TestApp::start();
    let nobody = app.anonymous();
    let mut findings = Findings::default();
    for operation in operations(&app).await.into_iter().filter(|operation| !operation.is_public()) {
        for (case, id, query) in
            [("a good path", UNKNOWN, ""), ("a bad one", "1", ""), ("a bad query", UNKNOWN, "?a=b")]
        {
            let path = operation.path(id);
            let request = nobody.request(operation.method.clone(), &format!("{path}{query}"));
            let answer = Answer::of(request.body("[")).await;
            findings.of_operation(case, &operation, &path, &answer, (401, "unauthenticated"));
            if answer.header("www-authenticate") != "Bearer realm=\"fasttrack\"" {
                findings.wrong.push(format!("{case}: {}: {:?}", operation.name(), answer.headers));
            }
        }
    }
    findings.finish(&nobody).await;
}
