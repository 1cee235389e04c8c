//! Headers that every answer has, or that some ask for.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Method, header::HeaderMap};
use serde_json::json;

use crate::{
    attachments::attachment_with_thumbnail,
    forecasts::{an_event_in, until},
    imports::{self, IMPORTS, many_rows},
    jobs::job_that_is,
    support::{
        Answer, Client, TestApp,
        given::{EVENTS, VENUES, a_venue, an_event, with},
        grant::{ME, SESSIONS},
        operations::operations,
        people::{USERS, a_user},
    },
};

const ORIGIN: &str = "https://app.example.org";
const LIVE: &str = "/health/live";

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = client.request(Method::GET, path);
    Answer::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[tokio::test]
async fn a_request_keeps_the_name_that_it_came_with_if_it_is_sane() {
    let app = TestApp::start();
    let nobody = app.anonymous();
    let longest = "x".repeat(128);
    for id in ["abc-123", "~!@#$%^&*()", &longest] {
        assert_eq!(get(&nobody, LIVE, &[("x-request-id", id)]).await.header("x-request-id"), id);
    }
    for (name, id) in
        [("too long", "x".repeat(129)), ("two words", "a b".to_owned()), ("not ASCII", "é".to_owned())]
    {
        let made = get(&nobody, LIVE, &[("x-request-id", &id)]).await.header("x-request-id").to_owned();
        assert_eq!(made.len(), 36, "{name}: {made} is no UUID");
    }
}

#[tokio::test]
async fn every_request_gets_a_name_of_its_own() {
    let app = TestApp::start();
    let mut names = BTreeSet::new();
    for path in [LIVE, LIVE, "/nothing", EVENTS, "/openapi.json", "/docs/"] {
        names.insert(app.anonymous().get(path).await.header("x-request-id").to_owned());
    }
    assert!(names.len() == 6 && !names.contains(""), "{names:?}");
}

#[tokio::test]
async fn head_says_what_get_would() {
    let app = TestApp::start_with(&[("WORKER", "on")]);
    let admin = app.admin().await;
    let job = job_that_is(&admin, "succeeded").await;
    let job = format!("/{}", job["id"].as_str().unwrap());
    let import = imports::begun(&admin.upload(IMPORTS, "e.csv", "text/csv", many_rows(1)).await);
    // Soon enough that there is a forecast.
    let event = admin.make_event(&an_event_in("Recife", 3)).await;
    until(&admin, &event, |event| event["forecast"].is_object()).await;
    let venue = admin.make_venue(&a_venue("Salão")).await;
    let user = admin.make_user(&a_user("ana")).await;
    let picture = attachment_with_thumbnail(&admin, &event.path).await;
    for operation in operations(&app).await.into_iter().filter(|operation| operation.method == Method::GET) {
        let thing = match operation.template.as_str() {
            t if t.starts_with("/api/v1/venues/") => &venue.path,
            t if t.starts_with("/api/v1/users/") => &user,
            t if t.starts_with("/api/v1/jobs/") => &job,
            t if t.starts_with("/api/v1/imports/") => &import,
            t if t.starts_with("/api/v1/attachments/") => &picture,
            "/problems/{code}" => "/not_found",
            t if t.starts_with("/api/v1/events/") => &event.path,
            // A 404 would equal a 404, and nothing would be compared.
            t if t.contains('{') => panic!("{t} needs a thing of its own here"),
            _ => "",
        };
        let path = operation.path(thing.rsplit('/').next().unwrap());
        for encoding in ["identity", "gzip"] {
            for client in [&admin, &app.anonymous()] {
                let ask = |method| client.request(method, &path).header("accept-encoding", encoding);
                let get = ask(Method::GET).send().await.unwrap();
                let head = Answer::of(ask(Method::HEAD)).await;
                let expected = (get.status().as_u16(), comparable(get.headers()), "");
                let told = (head.status, comparable(&head.headers), head.text.as_str());
                assert_eq!(told, expected, "{path}, {encoding}");
            }
        }
    }
}

/// Without those that every answer has its own of, or that frame a body that is not there.
fn comparable(headers: &HeaderMap) -> BTreeMap<&str, &[u8]> {
    let own = ["access-control-expose-headers", "date", "transfer-encoding", "x-request-id"];
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    headers.filter(|(name, _)| !own.contains(name)).collect()
}

#[tokio::test]
async fn browsers_are_told_what_an_answer_may_do() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let pages = ["/docs/", "/problems/not_found"];
    let data = [LIVE, "/version", "/openapi.json", "/nothing", EVENTS, ME, "/api/v1/events/x"];
    for path in pages.into_iter().chain(data) {
        let answer = admin.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("server"), "", "{path}: who serves is nobody's business");
        assert!(!answer.header("content-type").is_empty(), "{path}");
        let policy: BTreeMap<_, _> =
            answer.header("content-security-policy").split("; ").filter_map(|p| p.split_once(' ')).collect();
        assert_eq!((policy["default-src"], policy["frame-ancestors"]), ("'none'", "'none'"), "{path}");
        let scripts = policy.get("script-src").copied();
        assert_eq!(scripts, pages.contains(&path).then_some("'self'"), "{path}");
    }
}

/// It would not run, with the policy of pages.
#[tokio::test]
async fn no_page_holds_a_script_or_a_style() {
    let app = TestApp::start();
    for path in ["/docs/", "/problems/not_found"] {
        let page = app.anonymous().get(path).await.text.to_lowercase();
        for (before, after) in page.match_indices("<script").map(|(at, _)| page.split_at(at)) {
            let (tag, rest) = after.split_once('>').unwrap();
            assert!(tag.contains(" src=\""), "{path}: {tag}, after {} bytes", before.len());
            assert!(rest.trim_start().starts_with("</script"), "{path}: {tag} has text");
        }
        for inline in ["<style", " style=", " onload=", " onclick=", "javascript:", "http://", "https://"] {
            assert!(!page.contains(inline), "{path} has `{inline}`");
        }
    }
}

#[tokio::test]
async fn nothing_is_kept_that_nobody_said_may_be_kept() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for (path, kept) in [
        (ME, "no-store"),
        ("/api/v1/nothing", "no-store"),
        ("/api/v1/events/x", "no-store"),
        (EVENTS, "private, no-cache"),
    ] {
        assert_eq!(admin.get(path).await.header("cache-control"), kept, "{path}");
    }
}

#[tokio::test]
async fn pages_of_listed_origins_may_call() {
    let app = TestApp::start_with(&[("CORS_ALLOWED_ORIGINS", ORIGIN)]);
    let nobody = app.anonymous();
    let preflight = nobody.request(Method::OPTIONS, EVENTS).header("origin", ORIGIN);
    let preflight = preflight
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization, content-type, if-match, x-request-id");
    let allowed = Answer::of(preflight).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, ORIGIN), "{allowed:?}");
    assert_eq!(allowed.header("access-control-max-age"), "600");
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
        let methods = allowed.header("access-control-allow-methods");
        assert!(methods.split(", ").any(|allowed| allowed == method), "{method} is not in {methods}");
    }

    for (name, path) in [("an answer", LIVE), ("a problem", EVENTS), ("nothing", "/nothing")] {
        let answer = get(&nobody, path, &[("origin", ORIGIN)]).await;
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN, "{name}: {answer:?}");
        let exposed = answer.header("access-control-expose-headers");
        for header in ["etag", "link", "location", "retry-after", "www-authenticate", "x-request-id"] {
            assert!(
                exposed.split(", ").any(|exposed| exposed == header),
                "{name}: {header} is not in {exposed}"
            );
        }
        assert!(answer.header("vary").to_lowercase().contains("origin"), "{name}: {answer:?}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{name}: there are no cookies");
    }
}

#[tokio::test]
async fn pages_of_other_origins_may_not() {
    let app = TestApp::start_with(&[("CORS_ALLOWED_ORIGINS", ORIGIN)]);
    let nobody = app.anonymous();
    for (name, origin, method, header) in [
        ("another origin", "https://evil.example", "GET", "authorization"),
        ("another scheme", "http://app.example.org", "GET", "authorization"),
        ("another port", "https://app.example.org:8443", "GET", "authorization"),
        ("a longer name", "https://app.example.org.evil.example", "GET", "authorization"),
        ("no origin in particular", "null", "GET", "authorization"),
        ("a method that is not offered", ORIGIN, "TRACE", "authorization"),
        ("a header that is not taken", ORIGIN, "GET", "x-evil"),
    ] {
        let preflight = nobody.request(Method::OPTIONS, EVENTS).header("origin", origin);
        let preflight = preflight
            .header("access-control-request-method", method)
            .header("access-control-request-headers", header);
        let refused = Answer::of(preflight).await;
        assert_eq!((refused.status, refused.code()), (403, "cors_refused"), "{name}: {refused:?}");
        refused.assert_problem(EVENTS, 403, "cors_refused");
        assert_eq!(refused.header("access-control-allow-origin"), "", "{name}");
    }
    let simple = get(&nobody, LIVE, &[("origin", "https://evil.example")]).await;
    assert_eq!((simple.status, simple.header("access-control-allow-origin")), (200, ""), "{simple:?}");
}

#[tokio::test]
async fn nobody_gets_again_what_is_known() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for made in [admin.make_event(&an_event("Baile")).await, admin.make_venue(&a_venue("Salão")).await] {
        let known = get(&admin, &made.path, &[("if-none-match", &made.etag)]).await;
        assert_eq!((known.status, known.text.as_str()), (304, ""), "{known:?}");
        assert_eq!((known.header("etag"), known.header("cache-control")), (&*made.etag, "private, no-cache"));
        let changed = get(&admin, &made.path, &[("if-none-match", "\"0.0\"")]).await;
        assert_eq!((changed.status, changed.header("etag")), (200, &*made.etag), "{changed:?}");
    }
}

#[tokio::test]
async fn lists_are_compressed_and_single_things_are_not() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let long = json!({"description": "Talks, pizza and lifetimes. ".repeat(100)});
    let event = admin.make_event(&with(&an_event("Baile"), &long)).await;
    let venue = admin.make_venue(&a_venue("Salão")).await;
    for (asked, used) in
        [("gzip", "gzip"), ("br", "br"), ("br, gzip;q=0.5", "br"), ("identity", ""), ("zstd", "")]
    {
        for list in [EVENTS, VENUES, USERS, SESSIONS, "/api/v1/events/upcoming", "/openapi.json"] {
            let encoding = encoding(&admin, Method::GET, list, asked).await;
            assert_eq!(encoding, used, "{list}, {asked}");
        }
        for single in [&event.path, &venue.path, ME] {
            assert_eq!(encoding(&admin, Method::GET, single, asked).await, "", "{single}, {asked}");
        }
        assert_eq!(encoding(&admin, Method::GET, "/api/v1/nothing", asked).await, "", "a problem, {asked}");
    }
    let made = admin
        .request(Method::POST, EVENTS)
        .header("accept-encoding", "gzip")
        .json(&with(&an_event("Festa"), &long));
    assert!(made.send().await.unwrap().headers().get("content-encoding").is_none());
}

/// The encoding of an answer whose body need not be understood.
async fn encoding(client: &Client, method: Method, path: &str, asked: &str) -> String {
    let response = client.request(method, path).header("accept-encoding", asked).send().await.unwrap();
    let used = response.headers().get("content-encoding");
    used.map_or_else(String::new, |used| used.to_str().unwrap().to_owned())
}
