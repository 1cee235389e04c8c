//! Operations with a quota of their own.

use serde_json::json;

use super::{at, limited, uses_up};
use crate::support::{
    TestApp,
    given::EVENTS,
    grant::{ME, TOKEN},
    people::a_user,
};

#[tokio::test]
async fn what_costs_much_is_counted_by_itself() {
    let app = limited(&[("RATE_LIMIT_EXPORTS", "2/1h"), ("RATE_LIMIT_UPLOADS", "1/1h")]);
    let admin = app.admin().await;
    let export = format!("{EVENTS}/export");
    let refused = uses_up("exports", 2, 200, async || admin.get(&export).await).await;
    assert_eq!(refused.header("ratelimit-policy"), "\"exports\";q=2;w=3600");
    let batch = format!("{EVENTS}/batch");
    let refused = uses_up("uploads", 1, 422, async || admin.post(&batch, &json!([])).await).await;
    assert_eq!(refused.header("ratelimit-policy"), "\"uploads\";q=1;w=3600");
    // A file is a batch.
    for path in ["/api/v1/imports", "/api/v1/events/0197a3c0-0000-7000-8000-000000000001/attachments"] {
        assert_eq!(admin.upload(path, "a.csv", "text/csv", "title").await.status, 429, "{path}");
    }
    let other = admin.get(ME).await;
    assert_eq!((other.status, other.header("ratelimit-policy")), (200, "\"default\";q=100;w=60"));
}

#[tokio::test]
async fn passwords_are_set_seldom() {
    let app = limited(&[("RATE_LIMIT_PASSWORDS", "2/1h"), ("SELF_SIGNUP", "on")]);
    let register = async |client: &crate::support::Client, name: &str| {
        client.post("/api/v1/users/register", &a_user(name)).await
    };
    let (here, mut names) = (app.anonymous(), ["ana", "eva", "ida"].into_iter());
    uses_up("new users", 2, 201, async || register(&here, names.next().unwrap()).await).await;
    assert_eq!(register(&at(&app, 2), "ida").await.status, 201);

    let ana = app.sign_in("ana").await;
    let wrong = json!({"old_password": "not-the-password-92", "password": TestApp::PASSWORD});
    uses_up("guesses", 2, 422, async || ana.put("/api/v1/users/me/password", &wrong).await).await;
    assert_eq!(ana.get(ME).await.status, 200);
}

#[tokio::test]
async fn a_client_asks_for_so_many_tokens_whoever_signs_in() {
    let app = limited(&[("RATE_LIMIT_TOKENS", "3/1h")]);
    let here = app.anonymous();
    let mut number = 0;
    let refused = uses_up("tokens", 3, 400, async || {
        number += 1;
        here.password_grant(&format!("somebody-{number}"), "wrong", None).await
    })
    .await;
    assert_eq!(refused.header("ratelimit-policy"), "\"tokens\";q=3;w=3600");
    refused.assert_problem(TOKEN, 429, "rate_limited");
    assert_eq!(refused.json["error"], "rate_limited", "as the other refusals there");
    assert_eq!(refused.json["error_description"], refused.json["detail"]);
    assert_eq!(here.password_grant("admin", TestApp::PASSWORD, None).await.status, 429);
    assert_eq!(at(&app, 2).password_grant("admin", TestApp::PASSWORD, None).await.status, 200);
}
