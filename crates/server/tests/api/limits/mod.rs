//! How often somebody may ask, and try to sign in.

mod clients;
mod groups;
mod quotas;
mod sign_in;

use std::net::Ipv4Addr;

use crate::support::{Answer, Client, TestApp};

/// With limits, and these settings as well. Nothing comes back while a test runs that is counted by
/// the hour. Tokens are had without end, but where they are what a test is about.
fn limited(settings: &[(&str, &str)]) -> TestApp {
    let on = [("RATE_LIMIT", "on"), ("RATE_LIMIT_TOKENS", "1000/1h")];
    TestApp::start_with(&[&on, settings].concat())
}

/// Somebody without a token, at another address of this machine: `127.0.0.<number>`.
fn at(app: &TestApp, number: u8) -> Client {
    Client::at(app.url(""), Ipv4Addr::new(127, 0, 0, number).into())
}

/// So many of these are answered with this status, and the next one is refused.
async fn uses_up(what: &str, times: usize, status: u16, mut ask: impl AsyncFnMut() -> Answer) -> Answer {
    for number in 1..=times {
        let answer = ask().await;
        assert_eq!(answer.status, status, "{what}, {number} of {times}: {answer:?}");
    }
    let refused = ask().await;
    assert_eq!((refused.status, refused.code()), (429, "rate_limited"), "{what}: {refused:?}");
    refused
}

/// The seconds of a `Retry-After`, or those of a parameter of a header.
fn seconds(text: &str) -> u64 {
    text.rsplit(['=', ' ']).next().unwrap().parse().unwrap_or_else(|_| panic!("no seconds: {text:?}"))
}
