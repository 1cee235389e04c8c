//! What a quota allows, and what is told of it.

use std::time::{Duration, Instant};

use reqwest::Method;
use tokio::time::sleep;

use super::{at, limited, seconds, uses_up};
use crate::support::{Answer, TestApp, given::EVENTS, grant::ME};

#[tokio::test]
async fn every_answer_tells_how_one_stands() {
    let app = limited(&[("RATE_LIMIT_DEFAULT", "7/7h")]);
    let admin = app.admin().await;
    let missing = format!("{EVENTS}/0197a3c0-0000-7000-8000-000000000001");
    let mut left = 7;
    for (name, method, path, accept, status) in [
        ("an answer", Method::GET, ME, "*/*", 200),
        ("nothing there", Method::GET, &missing, "*/*", 404),
        ("no address", Method::GET, "/api/v1/nothing", "*/*", 404),
        ("another method", Method::PUT, EVENTS, "*/*", 405),
        ("not acceptable", Method::GET, EVENTS, "text/html", 406),
        ("a misfit", Method::GET, "/api/v1/events?limit=0", "*/*", 422),
        ("a HEAD", Method::HEAD, ME, "*/*", 200),
    ] {
        let answer = Answer::of(admin.request(method, path).header("accept", accept)).await;
        // Whoever asks for no operation is not asked who it is.
        let known = !matches!(status, 405) && path != "/api/v1/nothing";
        left -= usize::from(known);
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=7;w=25200", "{name}");
        if known {
            let (told, reset) = answer.header("ratelimit").rsplit_once(";t=").unwrap();
            assert_eq!(told, format!("\"default\";r={left}"), "{name}: {answer:?}");
            let all = 3600 * (7 - left as u64);
            assert!((all - 60..=all).contains(&seconds(reset)), "{name}: {reset} of {all}");
        }
    }
    let refused = uses_up("the rest", left, 200, async || admin.get(ME).await).await;
    refused.assert_problem(ME, 429, "rate_limited");
    let retry_after = seconds(refused.header("retry-after"));
    assert!((3540..=3600).contains(&retry_after), "{refused:?}");
    assert_eq!(refused.json["detail"], format!("try again in {retry_after} s"));
    let (told, reset) = refused.header("ratelimit").rsplit_once(";t=").unwrap();
    assert_eq!(told, "\"default\";r=0", "{refused:?}");
    assert!((7 * 3600 - 60..=7 * 3600).contains(&seconds(reset)), "{reset}");
    assert_eq!(refused.json.get("error"), None, "only the token endpoint speaks of OAuth");
}

#[tokio::test]
async fn the_system_and_preflights_are_not_counted() {
    let app = limited(&[("RATE_LIMIT_DEFAULT", "1/1h"), ("CORS_ALLOWED_ORIGINS", "https://app.example")]);
    let nobody = app.anonymous();
    for path in ["/health/live", "/health/ready", "/version", "/openapi.json", "/docs/", "/nothing"] {
        for _ in 0..3 {
            let answer = nobody.get(path).await;
            assert!(answer.status != 429 && answer.header("ratelimit").is_empty(), "{path}: {answer:?}");
        }
    }
    for _ in 0..3 {
        let preflight = nobody.request(Method::OPTIONS, EVENTS).header("origin", "https://app.example");
        let preflight = Answer::of(preflight.header("access-control-request-method", "GET")).await;
        assert_eq!(preflight.status, 200, "{preflight:?}");
    }
    let ask = async || {
        let request = nobody.request(Method::GET, EVENTS).header("origin", "https://app.example");
        Answer::of(request).await
    };
    // Pages are shown it, too, and the refusal as any other problem.
    let refused = uses_up("what is counted", 1, 401, ask).await;
    assert_eq!(refused.header("access-control-allow-origin"), "https://app.example");
    let exposed = refused.header("access-control-expose-headers");
    for header in ["ratelimit", "ratelimit-policy", "retry-after"] {
        assert!(exposed.split(", ").any(|exposed| exposed == header), "{header} is not in {exposed}");
    }
}

#[tokio::test]
async fn after_the_burst_comes_one_at_a_time() {
    const EACH: Duration = Duration::from_millis(200);
    let app = limited(&[("RATE_LIMIT_DEFAULT", "5/1s")]);
    let nobody = app.anonymous();
    let began = Instant::now();
    let (mut accepted, mut refused, mut since, mut last) = (0_u32, None, None, began);
    while began.elapsed() < 8 * EACH {
        last = Instant::now();
        let answer = nobody.get(EVENTS).await;
        since.get_or_insert_with(Instant::now);
        match answer.status {
            401 => accepted += 1,
            429 => refused = Some(answer),
            _ => panic!("{answer:?}"),
        }
        sleep(Duration::from_millis(10)).await;
    }
    // What comes back between the first question and the last one, which may have been late.
    let at_most = 5 + began.elapsed().as_millis() / EACH.as_millis();
    let at_least = 4 + (last - since.unwrap()).as_millis() / EACH.as_millis();
    assert!((at_least..=at_most).contains(&accepted.into()), "{accepted} of {at_least} to {at_most}");
    let wait = seconds(refused.unwrap().header("retry-after"));
    assert_eq!(wait, 1, "whole seconds");
    sleep(Duration::from_secs(wait)).await;
    assert_eq!(nobody.get(EVENTS).await.status, 401, "who waits as told gets an answer");
}

#[tokio::test]
async fn nobody_shares_the_quota_of_somebody_else() {
    let app = limited(&[("RATE_LIMIT_DEFAULT", "5/1h")]);
    let (ana, eva) = (app.editor("ana").await, app.editor("eva").await);
    let elsewhere = at(&app, 2).with_token(ana.access_secret());
    uses_up("Ana", 4, 200, {
        // Ana is one, wherever she is.
        assert_eq!(elsewhere.get(ME).await.status, 200);
        async || ana.get(ME).await
    })
    .await;
    uses_up("Eva", 5, 200, async || eva.get(ME).await).await;
    // In all sessions together.
    let again = app.sign_in("eva").await;
    assert_eq!(again.get(ME).await.status, 429);
    uses_up("nobody", 5, 401, async || app.anonymous().get(ME).await).await;
    let (two, three) = (at(&app, 2), at(&app, 3));
    uses_up("127.0.0.2", 5, 401, async || two.get(ME).await).await;
    uses_up("127.0.0.3", 5, 401, async || three.get(ME).await).await;
}

#[tokio::test]
async fn tokens_that_are_not_good_are_counted_where_they_come_from() {
    let app = limited(&[("RATE_LIMIT_DEFAULT", "5/1h")]);
    let ana = app.viewer("ana").await;
    let forged = app.anonymous().with_token("x.y.z");
    uses_up("forged", 5, 401, async || forged.get(ME).await).await;
    // Who has a good one there is not held up by it.
    assert_eq!(ana.get(ME).await.status, 200);
    assert_eq!(app.admin().await.get(ME).await.status, 200);
}

#[tokio::test]
async fn without_limits_nobody_is_refused() {
    let app = TestApp::start_with(&[("RATE_LIMIT_DEFAULT", "1/1h"), ("SIGN_IN_LIMITS", "1/1h")]);
    for _ in 0..3 {
        let answer = app.anonymous().get(EVENTS).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (401, ""), "{answer:?}");
        app.anonymous().password_grant("admin", "wrong", None).await.assert_invalid_grant();
    }
}
