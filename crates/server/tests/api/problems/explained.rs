//! The page of every code that the document names.

use std::collections::BTreeSet;

use serde_json::Value;

use super::assert_explained;
use crate::support::TestApp;

#[tokio::test]
async fn every_code_that_the_document_names_is_explained() {
    let app = TestApp::start();
    let document = app.anonymous().get("/openapi.json").await.json;
    let mut codes = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                if status.starts_with(['4', '5']) {
                    codes.extend(quoted(&response["description"]));
                }
            }
        }
    }
    assert!(codes.len() >= 15, "{codes:?}");
    for code in codes {
        assert_explained(&app.anonymous(), &code).await;
    }
}

/// The words in back quotes.
fn quoted(description: &Value) -> Vec<String> {
    description.as_str().unwrap().split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_page_of_a_code_runs_nothing() {
    let app = TestApp::start();
    let page = app.anonymous().get("/problems/not_found").await;
    assert_eq!(page.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}
