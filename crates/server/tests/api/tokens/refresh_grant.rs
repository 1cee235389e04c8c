//! A refresh token buys the next pair, once.

use futures_util::future::join_all;
use serde_json::json;
use tokio::time::timeout;

use crate::support::{TestApp, process::PATIENCE};

#[tokio::test]
async fn a_refresh_token_buys_another_pair() {
    let app = TestApp::start();
    let before = app.viewer("ana").await;

    let grant = before.refresh(None).await;

    assert_eq!((grant.status, grant.header("cache-control")), (200, "no-store"), "{grant:?}");
    let after = before.holding(&grant);
    assert_ne!(after.access_secret(), before.access_secret());
    assert_ne!(after.refresh_secret(), before.refresh_secret());
    assert!(after.is_let_in().await);
    assert!(before.is_let_in().await, "the access token of before is good until it expires");
    assert_eq!(after.session_id().await, before.session_id().await, "it is the same session");
}

#[tokio::test]
async fn a_chain_of_refreshes_goes_on() {
    let app = TestApp::start();
    let mut client = app.viewer("ana").await;
    for _ in 0..5 {
        client = client.holding(&client.refresh(None).await);
    }
    assert!(client.is_let_in().await);
}

#[tokio::test]
async fn a_spent_token_ends_the_whole_family_at_once() {
    let app = TestApp::start();
    let first = app.viewer("ana").await;
    let second = first.holding(&first.refresh(None).await);
    let third = second.holding(&second.refresh(None).await);
    assert!(third.is_let_in().await);

    first.refresh(None).await.assert_invalid_grant();

    for (name, client) in [("the first", &first), ("the second", &second), ("the newest", &third)] {
        assert!(!client.is_let_in().await, "{name} access token");
        client.refresh(None).await.assert_invalid_grant();
    }
}

#[tokio::test]
async fn other_sessions_survive_the_end_of_a_family() {
    let app = TestApp::start();
    let (phone, laptop) = (app.viewer("ana").await, app.sign_in("ana").await);
    phone.refresh(None).await;
    phone.refresh(None).await.assert_invalid_grant();

    assert!(!phone.is_let_in().await);
    assert!(laptop.is_let_in().await);
    assert_eq!(laptop.refresh(None).await.status, 200);
}

/// The contract: one of two wins, and the loser has used a spent token, which ends the family. So
/// whoever raced, a thief or the owner, signs in again.
#[tokio::test]
async fn of_two_parallel_refreshes_one_wins_and_the_family_ends() {
    let app = TestApp::start();
    app.viewer("ana").await;
    for round in 1..=20 {
        let client = app.sign_in("ana").await;
        let grants = join_all([client.refresh(None), client.refresh(None)]).await;

        let (won, lost): (Vec<_>, Vec<_>) = grants.iter().partition(|grant| grant.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 1), "round {round}: {grants:?}");
        lost[0].assert_invalid_grant();
        let winner = client.holding(won[0]);
        assert!(!winner.is_let_in().await, "round {round}");
        winner.refresh(None).await.assert_invalid_grant();
    }
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_and_later_for_all_again() {
    let app = TestApp::start();
    let client = app.viewer("ana").await;

    let narrow = client.refresh(Some("events:read")).await;
    assert_eq!(narrow.json["scope"], "events:read", "{narrow:?}");
    let client = client.holding(&narrow);
    assert_eq!(client.get("/api/v1/venues").await.code(), "insufficient_scope");

    let whole = client.refresh(None).await;
    assert_eq!(whole.json["scope"], "events:read venues:read registrations:self", "RFC 6749 §6: {whole:?}");
}

#[tokio::test]
async fn a_refresh_cannot_ask_for_more_than_the_session_has() {
    let app = TestApp::start();
    app.editor("ana").await;
    let narrow = app.anonymous().password_grant("ana", TestApp::PASSWORD, Some("events:read")).await;
    let client = app.anonymous().holding(&narrow);

    let refused = client.refresh(Some("events:read events:write")).await;
    assert_eq!((refused.status, &refused.json["error"]), (400, &json!("invalid_scope")), "{refused:?}");

    let again = client.refresh(None).await;
    assert_eq!(
        (again.status, &again.json["scope"]),
        (200, &json!("events:read")),
        "it was not spent: {again:?}"
    );
}

#[tokio::test]
async fn a_session_that_nobody_refreshes_ends() {
    let app = TestApp::start_with(&[("ACCESS_TOKEN_TTL", "1s"), ("REFRESH_TOKEN_TTL", "1s")]);
    let admin = app.admin().await;
    let ended = async { while admin.is_let_in().await {} };
    timeout(PATIENCE, ended).await.expect("the session never ends");
    admin.refresh(None).await.assert_invalid_grant();
}
