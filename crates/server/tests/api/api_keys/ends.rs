//! A key that may not be used any more fails at once, and elsewhere within a second.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;

use super::{KEYS, Key, a_key, now};
use crate::{
    jobs::results,
    support::{
        Client, TestApp,
        given::{EVENTS, an_event, with},
        process::PATIENCE,
    },
};

/// So long may a process take a key for good that ended at another one.
const LONGEST: Duration = Duration::from_secs(1);

/// Uses the key until it is refused, at every request that begins later than a second after this.
async fn is_dead_within_a_second(machine: &Client) {
    let ended = Instant::now();
    loop {
        let late = ended.elapsed();
        if !machine.is_let_in().await {
            break;
        }
        assert!(late < LONGEST, "it was let in {late:?} after the end");
    }
    for _ in 0..5 {
        assert!(!machine.is_let_in().await, "it came back");
    }
}

#[tokio::test]
async fn a_revoked_key_fails_at_once() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let (key, kept) = (ana.make_key(&["events:read"]).await, ana.make_key(&["events:read"]).await);
    assert!(key.machine(&app).is_let_in().await);
    assert_eq!(ana.delete(&key.path).await.status, 204);
    assert!(!key.machine(&app).is_let_in().await);
    assert!(kept.machine(&app).is_let_in().await);
    ana.delete(&key.path).await.assert_problem(&key.path, 404, "not_found");
    let left = ana.only_key().await;
    assert!(kept.path.ends_with(left["id"].as_str().unwrap()));
}

#[tokio::test]
async fn nobody_revokes_the_key_of_somebody_else() {
    let app = TestApp::start();
    let key = app.viewer("ana").await.make_key(&["events:read"]).await;
    for other in [app.viewer("rui").await, app.admin().await] {
        other.delete(&key.path).await.assert_problem(&key.path, 404, "not_found");
    }
    assert!(key.machine(&app).is_let_in().await);
    let path = format!("{KEYS}/0197a3c0-0000-7000-8000-000000000001");
    app.admin().await.delete(&path).await.assert_problem(&path, 404, "not_found");
}

/// Of the other process it is only said what it may keep: for a second, what it has seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_another_process_it_fails_within_a_second() {
    let here = TestApp::start();
    let there = here.another(&[]);
    let (admin, ana) = (here.admin().await, here.editor("ana").await);
    let user = ana.own_path().await;
    let mut machines = Vec::new();
    for _ in 0..5 {
        let key = ana.make_key(&["events:read"]).await;
        machines.push((key.machine(&here), key.machine(&there), key.path));
    }
    for (home, away, path) in &machines[..4] {
        assert!(home.is_let_in().await && away.is_let_in().await, "it is known at both");
        assert_eq!(ana.delete(path).await.status, 204);
        assert!(!home.is_let_in().await);
        is_dead_within_a_second(away).await;
    }
    let (home, away, _) = &machines[4];
    assert!(home.is_let_in().await && away.is_let_in().await);
    assert_eq!(admin.patch(&user, &json!({"active": false})).await.status, 200);
    assert!(!home.is_let_in().await);
    is_dead_within_a_second(away).await;
}

#[tokio::test]
async fn an_expired_key_fails() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let expires_at = now() + TimeDelta::milliseconds(1500);
    let soon = json!({"expires_at": expires_at.to_rfc3339()});
    let machine = Key::of(&ana.post(KEYS, &with(&a_key(&["events:read"]), &soon)).await).machine(&app);
    assert!(machine.is_let_in().await || now() > expires_at);
    let until = Instant::now() + PATIENCE;
    loop {
        let begun = now();
        if !machine.is_let_in().await {
            assert!(now() >= expires_at, "before it expired");
            break;
        }
        assert!(begun < expires_at, "it was let in at {begun}, and expired at {expires_at}");
        assert!(Instant::now() < until);
    }
    assert!(ana.only_key().await["expires_at"].is_string(), "its user still sees what became of it");
}

#[tokio::test]
async fn keys_of_who_is_switched_off_sleep_and_of_who_is_removed_are_gone() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.viewer("ana").await);
    let user = ana.own_path().await;
    let machine = ana.make_key(&["events:read"]).await.machine(&app);
    assert!(machine.is_let_in().await);
    for active in [false, true] {
        assert_eq!(admin.patch(&user, &json!({"active": active})).await.status, 200);
        assert_eq!(machine.is_let_in().await, active);
    }
    assert_eq!(admin.delete(&user).await.status, 204);
    assert!(!machine.is_let_in().await);
    let left = if app.engines().is_sqlite() {
        app.engines().texts("SELECT CAST(count(*) AS TEXT) AS text FROM api_keys")
    } else {
        app.engines().texts("SELECT count(*) FROM api_keys")
    };
    assert_eq!(left, ["0"]);
}

#[tokio::test]
async fn a_key_allows_no_more_than_the_role_does_now() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let user = ana.own_path().await;
    let machine = ana.make_key(&["events:read", "events:write"]).await.machine(&app);
    machine.make_event(&an_event("Baile")).await;

    assert_eq!(admin.patch(&user, &json!({"role": "viewer"})).await.status, 200);
    assert_eq!(machine.get(EVENTS).await.status, 200);
    let refused = machine.post(EVENTS, &an_event("Festa")).await;
    refused.assert_problem(EVENTS, 403, "insufficient_scope");

    // And what it never allowed it does not allow to an admin either.
    assert_eq!(admin.patch(&user, &json!({"role": "admin"})).await.status, 200);
    machine.make_event(&an_event("Festa")).await;
    machine.get("/api/v1/users").await.assert_problem("/api/v1/users", 403, "insufficient_scope");
}

#[tokio::test]
async fn a_key_outlives_another_password_and_the_session_that_made_it() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let machine = ana.make_key(&["events:read"]).await.machine(&app);
    let change = json!({"old_password": TestApp::PASSWORD, "password": "jangada-lanterna-sete-mares-31"});
    assert_eq!(ana.put("/api/v1/users/me/password", &change).await.status, 204);
    assert!(machine.is_let_in().await);
    assert_eq!(ana.revoke(ana.refresh_secret()).await.status, 200);
    assert!(!ana.is_let_in().await);
    assert!(machine.is_let_in().await);
}

#[tokio::test]
async fn a_key_that_expired_long_ago_is_forgotten() {
    let app = TestApp::start_with(&[("WORKER", "on"), ("WORKER_POLL", "50ms"), ("SESSION_RETENTION", "1h")]);
    let (admin, engines) = (app.admin().await, app.engines());
    results(&admin, "api_keys.prune", 1).await;
    let ana = app.viewer("ana").await;
    ana.make_key(&["events:read"]).await;
    engines.set_back("api_keys", "expires_at", 90 * 24 + 2);
    let kept = ana.make_key(&["events:read"]).await;
    engines.add_job("api_keys.prune");
    assert_eq!(results(&admin, "api_keys.prune", 2).await[0], json!({"removed": 1}));
    assert!(kept.path.ends_with(ana.only_key().await["id"].as_str().unwrap()));
}
