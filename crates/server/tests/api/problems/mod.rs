//! Whatever goes wrong is a problem (RFC 9457), and every problem is explained.

mod addresses;
mod bodies;
mod explained;
mod methods;
mod wire;

use reqwest::Method;

use crate::support::{Answer, Client, operations::Operation, problem::faults};

/// What stands for every `{id}` here.
const UNKNOWN: &str = "0197a3c0-0000-7000-8000-000000000001";

/// What is wrong with answers that should be problems, and which codes they have.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    codes: std::collections::BTreeSet<String>,
}

impl Findings {
    /// Checks an answer to a request that some operation refuses.
    fn of_operation(
        &mut self,
        case: &str,
        operation: &Operation,
        path: &str,
        answer: &Answer,
        expected: (u16, &str),
    ) {
        let name = format!("{case}: {}", operation.name());
        if !operation.documents(answer.status) {
            self.wrong.push(format!("{name}: {} is not documented", answer.status));
        }
        self.of(&name, path, answer, expected);
    }

    /// Checks an answer to any request that is refused.
    fn of(&mut self, name: &str, path: &str, answer: &Answer, expected: (u16, &str)) {
        if (answer.status, answer.code()) != expected {
            self.wrong.push(format!("{name}: {} {}, not {expected:?}", answer.status, answer.text));
        }
        self.wrong.extend(faults(answer, path).into_iter().map(|fault| format!("{name}: {fault}")));
        self.codes.insert(answer.code().to_owned());
    }

    /// Nothing was wrong, and every code is explained.
    async fn finish(self, client: &Client) {
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        for code in self.codes {
            assert_explained(client, &code).await;
        }
    }
}

async fn assert_explained(client: &Client, code: &str) {
    let page = client.get(&format!("/problems/{code}")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{code}");
    assert!(page.text.contains(&format!("<code>{code}</code>")), "{page:?}");
}

/// A request with this body, of this media type.
async fn send(
    client: &Client,
    method: &Method,
    path: &str,
    media_type: &str,
    body: impl Into<reqwest::Body>,
) -> Answer {
    Answer::of(client.request(method.clone(), path).header("content-type", media_type).body(body)).await
}
