//! What no test over a socket can bring about: handlers that panic, hang, or fail.

use std::{num::NonZeroU32, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    error::ErrorImATeapot,
    http::header::{CONTENT_TYPE, RETRY_AFTER},
    middleware::from_fn,
    test::{TestRequest, init_service},
    web::{self, Data},
};
use fasttrack_domain::ports::{Decision, Quota};
use serde_json::Value;

use super::{RequestInfo, TrustedProxies, X_REQUEST_ID, observe, problems};
use crate::{
    limits::{LimitGroup, Standing},
    problem::ApiError,
    settings::HttpSettings,
};

fn settings() -> HttpSettings {
    HttpSettings {
        workers: 1,
        cors_allowed_origins: Vec::new(),
        trusted_proxies: TrustedProxies::default(),
        rate_limits: None,
        body_limit: 1_000,
        batch_body_limit: 1_000,
        request_timeout: Duration::from_millis(50),
        upload_timeout: Duration::from_millis(50),
        idempotency_ttl: Duration::from_secs(1),
        header_timeout: Duration::from_secs(1),
        keep_alive: Duration::from_secs(1),
        headers_limit: 32 << 10,
        max_connections: 100,
        stall_timeout: Duration::from_secs(1),
        shutdown_grace: Duration::from_secs(1),
        release: "0.0.0",
    }
}

/// What a client gets of a handler that goes wrong.
async fn answer_of(path: &str) -> (u16, Option<String>, Value) {
    let app = App::new()
        .app_data(Data::new(settings()))
        .route("/panics", web::get().to(|| async { panic!("at the café") as HttpResponse }))
        .route("/hangs", web::get().to(|| async { std::future::pending::<HttpResponse>().await }))
        .route(
            "/fails",
            web::get().to(|| async { Err::<HttpResponse, _>(ApiError::internal("the disk is on fire")) }),
        )
        .route(
            "/teapot",
            web::get().to(|| async { Err::<HttpResponse, _>(ErrorImATeapot("short and stout")) }),
        )
        .route("/not-ready", web::get().to(|| async { HttpResponse::ServiceUnavailable().json("draining") }))
        .wrap(from_fn(problems))
        .wrap(from_fn(observe));
    let app = init_service(app).await;
    let request = TestRequest::get().uri(path).insert_header((X_REQUEST_ID.clone(), "r-1")).to_request();
    let response = match app.call(request).await {
        Ok(response) => ServiceResponse::into_parts(response).1.map_into_boxed_body(),
        // As the server does.
        Err(error) => error.error_response(),
    };
    let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let media = if path == "/not-ready" { "application/json" } else { "application/problem+json" };
    assert_eq!(header(CONTENT_TYPE).as_deref(), Some(media));
    assert_eq!(header(X_REQUEST_ID.clone()).as_deref(), Some("r-1"));
    let (status, retry_after) = (response.status().as_u16(), header(RETRY_AFTER));
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    (status, retry_after, serde_json::from_slice(&body).unwrap())
}

#[actix_web::test]
async fn a_panic_is_a_500_that_tells_nothing() {
    let (status, _, problem) = answer_of("/panics").await;
    assert_eq!((status, &problem["code"]), (500, &Value::from("internal_error")));
    assert_eq!(problem["instance"], "/panics");
    assert_eq!(problem["request_id"], "r-1");
    assert!(!problem.to_string().contains("café"));
}

#[actix_web::test]
async fn a_handler_that_hangs_is_a_503() {
    let (status, retry_after, problem) = answer_of("/hangs").await;
    assert_eq!((status, &problem["code"]), (503, &Value::from("timeout")));
    assert_eq!(retry_after.as_deref(), Some("1"));
}

#[actix_web::test]
async fn the_cause_of_a_failure_stays_inside() {
    let (status, _, problem) = answer_of("/fails").await;
    assert_eq!(status, 500);
    assert!(!problem.to_string().contains("fire"));
}

/// Though what goes wrong so has no response to which anything could be added.
#[actix_web::test]
async fn what_was_counted_is_told_whatever_goes_wrong() {
    let quota = Quota { burst: NonZeroU32::MIN, window: Duration::from_secs(60) };
    let decision = Decision::Allowed { remaining: 0, reset: Duration::from_secs(60) };
    let count = move |request: HttpRequest| {
        let info = RequestInfo::of(&request).unwrap();
        info.stands(Standing::new(LimitGroup::Default, quota, decision));
    };
    let app = App::new()
        .app_data(Data::new(settings()))
        .route(
            "/panics",
            web::get().to(move |request| {
                count(request);
                async { panic!("on purpose") as HttpResponse }
            }),
        )
        .route(
            "/hangs",
            web::get().to(move |request| {
                count(request);
                std::future::pending::<HttpResponse>()
            }),
        )
        .wrap(from_fn(problems))
        .wrap(from_fn(observe));
    let app = init_service(app).await;
    for path in ["/panics", "/hangs"] {
        let error = app.call(TestRequest::get().uri(path).to_request()).await.err().unwrap();
        let response = error.error_response();
        let told = response.headers().get("ratelimit").map(|value| value.to_str().unwrap());
        assert_eq!(told, Some("\"default\";r=0;t=60"), "{path}");
    }
}

#[actix_web::test]
async fn an_error_of_somebody_else_is_a_problem_too() {
    let (_, _, problem) = answer_of("/teapot").await;
    assert!(problem["code"].is_string());
    assert!(!problem.to_string().contains("stout"));
}

#[actix_web::test]
async fn what_a_handler_says_of_its_own_is_left_alone() {
    let (status, _, body) = answer_of("/not-ready").await;
    assert_eq!((status, body), (503, Value::from("draining")));
}
