//! Methods that an address does not have.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;

use super::{Findings, UNKNOWN};
use crate::support::{Answer, TestApp, operations::operations};

const METHODS: [&str; 11] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get"];

#[tokio::test]
async fn a_method_that_an_address_does_not_have_is_told_from_those_that_it_has() {
    let app = TestApp::start();
    let mut addresses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in operations(&app).await {
        let methods = addresses.entry(operation.path(UNKNOWN)).or_default();
        methods.insert(operation.method.to_string());
        if operation.method == Method::GET {
            methods.insert("HEAD".to_owned());
        }
    }
    let mut findings = Findings::default();
    for (who, client) in [("anonymous", app.anonymous()), ("an admin", app.admin().await)] {
        for (path, allowed) in &addresses {
            for method in METHODS.into_iter().filter(|method| !allowed.contains(*method)) {
                let request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
                let answer = Answer::of(request).await;
                let name = format!("{method} {path} by {who}");
                let told: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
                if told != *allowed {
                    findings.wrong.push(format!("{name}: Allow is {told:?}, not {allowed:?}"));
                }
                if method == "HEAD" {
                    // It has no body to look at.
                    assert_eq!((answer.status, answer.text.as_str()), (405, ""), "{name}: {answer:?}");
                } else {
                    findings.of(&name, path, &answer, (405, "method_not_allowed"));
                }
            }
        }
    }
    findings.finish(&app.anonymous()).await;
}
