//! Whose address counts behind proxies.

use reqwest::Method;

use super::{at, limited, uses_up};
use crate::support::{Answer, Client, given::EVENTS};

/// Somebody asks who is said to come from there.
async fn ask(client: &Client, forwarded_for: &str) -> Answer {
    Answer::of(client.request(Method::GET, EVENTS).header("x-forwarded-for", forwarded_for)).await
}

#[tokio::test]
async fn what_a_client_says_of_itself_is_not_believed() {
    let app = limited(&[("RATE_LIMIT_DEFAULT", "3/1h")]);
    let (here, mut number) = (app.anonymous(), 0);
    uses_up("a client of many names", 3, 401, async || {
        number += 1;
        ask(&here, &format!("198.51.100.{number}")).await
    })
    .await;
}

#[tokio::test]
async fn a_trusted_proxy_says_for_whom_it_asks() {
    let app = limited(&[
        ("RATE_LIMIT_DEFAULT", "2/1h"),
        ("RATE_LIMIT_TOKENS", "1/1h"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
    ]);
    let proxy = app.anonymous();
    uses_up("a client", 2, 401, async || ask(&proxy, "198.51.100.1").await).await;
    // It may have made up what stands before its address, and passed other proxies on its way.
    for same in ["203.0.113.9, 198.51.100.1", "198.51.100.1, 10.1.2.3", "::ffff:198.51.100.1"] {
        assert_eq!(ask(&proxy, same).await.status, 429, "{same}");
    }
    uses_up("another client", 2, 401, async || ask(&proxy, "198.51.100.2").await).await;
    // Clients of one IPv6 network are one.
    let mut number = 0;
    uses_up("a network", 2, 401, async || {
        number += 1;
        ask(&proxy, &format!("2001:db8:1:2::{number}")).await
    })
    .await;
    assert_eq!(ask(&proxy, "2001:db8:1:3::1").await.status, 401);

    // Somebody else is not believed.
    let (stranger, mut number) = (at(&app, 2), 0);
    uses_up("a stranger", 2, 401, async || {
        number += 1;
        ask(&stranger, &format!("198.51.100.1{number}")).await
    })
    .await;
}
