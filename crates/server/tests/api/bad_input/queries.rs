//! Parameters that do not fit, and searches that look as if they did not.

use crate::audit::AUDIT;
use crate::support::{
    Client, TestApp,
    given::{EVENTS, VENUES, a_venue, an_event},
    grant::SESSIONS,
    people::USERS,
};

const LISTS: [&str; 5] = [EVENTS, VENUES, USERS, SESSIONS, AUDIT];

async fn assert_misfit(client: &Client, path: &str, parameter: &str, code: &str) {
    let answer = client.get(path).await;
    assert_eq!(answer.misfit(), Some((parameter, code)), "{path}: {answer:?}");
}

#[tokio::test]
async fn a_limit_is_a_number_from_1_to_100() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for list in LISTS.into_iter().chain(["/api/v1/events/upcoming", "/api/v1/events/popular"]) {
        for (limit, code) in [
            ("0", "out_of_range"),
            ("101", "out_of_range"),
            ("-1", "out_of_range"),
            ("9223372036854775807", "out_of_range"),
            ("9223372036854775808", "invalid_number"),
            ("x", "invalid_number"),
            ("", "invalid_number"),
            ("1.5", "invalid_number"),
            ("1e1", "invalid_number"),
            ("%201", "invalid_number"),
            ("%D9%A1", "invalid_number"),
        ] {
            assert_misfit(&admin, &format!("{list}?limit={limit}"), "limit", code).await;
        }
        assert_misfit(&admin, &format!("{list}?limit=1&limit=2"), "limit", "duplicate_parameter").await;
        for limit in ["1", "100"] {
            assert_eq!(admin.get(&format!("{list}?limit={limit}")).await.status, 200, "{list} {limit}");
        }
    }
}

#[tokio::test]
async fn a_filter_means_something() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for (list, parameter, value, code) in [
        (EVENTS, "status", "live", "invalid_status"),
        (EVENTS, "status", "", "invalid_status"),
        (EVENTS, "starts_after", "tomorrow", "invalid_timestamp"),
        (EVENTS, "starts_before", "2031-03-14", "invalid_timestamp"),
        (EVENTS, "starts_before", "1969-12-31T23:59:59Z", "out_of_range"),
        (EVENTS, "venue_id", "1", "invalid_uuid"),
        (EVENTS, "created_by", "me", "invalid_uuid"),
        (EVENTS, "has_seats", "1", "invalid_boolean"),
        (EVENTS, "sort", "random", "invalid_sort"),
        (EVENTS, "sort", "starts_at,title", "invalid_sort"),
        (EVENTS, "total", "yes", "invalid_boolean"),
        (VENUES, "type", "castle", "invalid_venue_type"),
        (VENUES, "accessible", "yes", "invalid_boolean"),
        (VENUES, "accessible", "TRUE", "invalid_boolean"),
        (USERS, "total", "", "invalid_boolean"),
        (AUDIT, "actor", "root", "invalid_actor"),
        (AUDIT, "actor", "System", "invalid_actor"),
        (AUDIT, "action", "tea.made", "invalid_audit_action"),
        (AUDIT, "action", "", "invalid_audit_action"),
        (AUDIT, "subject", "user", "invalid_uuid"),
        (AUDIT, "after", "yesterday", "invalid_timestamp"),
        (AUDIT, "before", "1969-12-31T23:59:59Z", "out_of_range"),
    ] {
        assert_misfit(&admin, &format!("{list}?{parameter}={value}"), parameter, code).await;
        let twice = format!("{list}?{parameter}={value}&{parameter}={value}");
        assert_misfit(&admin, &twice, parameter, "duplicate_parameter").await;
    }
    let all = admin.get(&format!("{EVENTS}?status=x&venue_id=1&limit=0&sort=y&cursor=z&total=1")).await;
    assert_eq!(all.pointers(), ["cursor", "limit", "sort", "status", "total", "venue_id"]);
}

#[tokio::test]
async fn a_cursor_works_only_where_it_was_given() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for n in 0..3 {
        admin.make_event(&an_event(&format!("Baile {n}"))).await;
        admin.make_venue(&a_venue(&format!("Salão {n}"))).await;
    }
    let cursor = async |path: &str| {
        let page = admin.get(path).await;
        page.json["next_cursor"].as_str().unwrap_or_else(|| panic!("{page:?}")).to_owned()
    };
    let events = cursor(&format!("{EVENTS}?limit=1")).await;
    let venues = cursor(&format!("{VENUES}?limit=1")).await;
    assert_eq!(admin.get(&format!("{EVENTS}?limit=2&cursor={events}")).await.status, 200, "of another limit");
    for (name, path) in [
        ("of another list", format!("{EVENTS}?cursor={venues}")),
        ("of another list, the other way", format!("{VENUES}?cursor={events}")),
        ("of another order", format!("{EVENTS}?sort=title&cursor={events}")),
        ("of the opposite order", format!("{EVENTS}?sort=-starts_at&cursor={events}")),
        ("of another filter", format!("{EVENTS}?city=recife&cursor={events}")),
        ("of another search", format!("{VENUES}?q=sala&cursor={venues}")),
        ("cut off", format!("{EVENTS}?cursor={}", &events[..events.len() - 1])),
        ("with more behind", format!("{EVENTS}?cursor={events}A")),
        ("empty", format!("{EVENTS}?cursor=")),
        ("a number", format!("{EVENTS}?cursor=2")),
        ("of another alphabet", format!("{EVENTS}?cursor=%2B/%3D")),
        ("all zeros", format!("{EVENTS}?cursor={}", "A".repeat(events.len()))),
        ("very long", format!("{EVENTS}?cursor={}", "A".repeat(10_000))),
        ("no text", format!("{EVENTS}?cursor=%FF%00")),
    ] {
        let answer = admin.get(&path).await;
        assert_eq!(answer.misfit(), Some(("cursor", "invalid_cursor")), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn every_search_is_only_words() {
    let app = TestApp::start();
    let admin = app.admin().await;
    admin.make_event(&an_event("C++ \"x a:b")).await;
    admin.make_venue(&a_venue("C++ \"x a:b")).await;
    for list in [EVENTS, VENUES] {
        for (q, hits) in [
            ("c%2B%2B", 1),
            ("c++", 1),
            ("%22x", 1),
            ("a:b", 1),
            ("*", 1),
            ("c*", 1),
            ("%22", 1),
            ("x%20OR%20nothing", 0),
            ("NOT%20x", 0),
            ("NEAR(a%20b)", 0),
            ("AND", 0),
            ("title:x", 0),
            ("%5Ex", 1),
            ("-x", 1),
            ("(", 1),
            ("'%3B%20drop%20table%20events%3B--", 0),
            ("%25", 1),
            ("_", 1),
            ("%00", 1),
            ("%FF", 1),
            ("%F0%9F%8E%89", 1),
            ("", 1),
        ] {
            let found = admin.get(&format!("{list}?q={q}&total=true")).await;
            assert_eq!((found.status, found.each("id").len()), (200, hits), "{list} {q}: {found:?}");
            assert_eq!(found.json["total"], hits, "{list} {q}");
        }
    }
}
