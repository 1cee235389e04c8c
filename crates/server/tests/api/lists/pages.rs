//! From page to page.

use serde_json::json;

use super::{a_programme, walk};
use crate::support::{
    TestApp,
    given::{EVENTS, an_event, with},
};

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let app = TestApp::start();
    let viewer = app.viewer("eva").await;
    for path in [EVENTS, "/api/v1/venues", "/api/v1/events/upcoming", "/api/v1/events/popular"] {
        let list = viewer.get(path).await;
        assert_eq!((list.status, &list.json), (200, &json!({"items": [], "next_cursor": null})), "{path}");
        assert_eq!(list.next(), None, "{path}");
    }
    let counted = viewer.get(&format!("{EVENTS}?total=true")).await;
    assert_eq!(counted.json, json!({"items": [], "next_cursor": null, "total": 0}));
}

#[tokio::test]
async fn a_page_holds_twenty_or_what_is_asked_for() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 23).await;
    for (query, items, more) in [
        ("", 20, true),
        ("limit=1", 1, true),
        ("limit=22", 22, true),
        ("limit=23", 23, false),
        ("limit=100", 23, false),
    ] {
        let list = ana.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(list.each("id").len(), items, "{query}");
        assert_eq!((list.json["next_cursor"].is_string(), list.next().is_some()), (more, more), "{query}");
        assert_eq!(list.json.get("total"), None, "nobody asked for it");
    }
}

#[tokio::test]
async fn parameters_out_of_bounds_are_pointed_at() {
    let app = TestApp::start();
    let eva = app.viewer("eva").await;
    for (query, pointer) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("total=yes", "total"),
        ("sort=views", "sort"),
        ("sort=starts_at,title", "sort"),
        ("status=secret", "status"),
        ("has_seats=1", "has_seats"),
        ("venue_id=7", "venue_id"),
        ("created_by=me", "created_by"),
        ("starts_after=tomorrow", "starts_after"),
        ("starts_before=2131-02-30T00:00:00Z", "starts_before"),
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("offset=20", "offset"),
        ("limit=5&limit=6", "limit"),
    ] {
        let refused = eva.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(refused.pointers(), [pointer], "{query}");
    }
    let all_at_once = eva.get(&format!("{EVENTS}?limit=0&sort=x&status=x&cursor=x")).await;
    assert_eq!(all_at_once.pointers(), ["cursor", "limit", "sort", "status"]);
}

#[tokio::test]
async fn the_total_counts_all_pages_of_what_fits() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 12).await;
    let first = ana.get(&format!("{EVENTS}?total=true&limit=5")).await;
    assert_eq!(first.json["total"], 12);
    assert_eq!(ana.get(first.next().unwrap()).await.json["total"], 12, "on every page");
    assert_eq!(ana.get(&format!("{EVENTS}?total=true&limit=1&q=aguas")).await.json["total"], 4);
}

#[tokio::test]
async fn links_lead_through_all_items_once_in_every_order() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = a_programme(&ana, 23).await;
    for sort in SORTS {
        let whole = ana.get(&format!("{EVENTS}?sort={sort}&limit=100")).await.each("id");
        assert_eq!(whole.len(), made.len());
        for limit in [1, 4, 23] {
            let walked = walk(&ana, &format!("sort={sort}&limit={limit}"), async |_| {}).await;
            assert_eq!(walked, whole, "{sort} by {limit}");
        }
    }
}

#[tokio::test]
async fn items_that_come_and_go_between_pages_hide_and_repeat_no_other() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for sort in SORTS {
        a_programme(&ana, 24).await;
        let before = ana.get(&format!("{EVENTS}?sort={sort}&limit=100")).await.each("id");
        let mut added = Vec::new();
        let walked = walk(&ana, &format!("sort={sort}&limit=5"), async |page| {
            if page > 3 {
                return;
            }
            // The last one seen goes, on which the cursor stands; others come at both ends.
            let last = &before[page * 5 + 4];
            assert_eq!(ana.delete(&format!("{EVENTS}/{last}")).await.status, 204);
            for (title, starts_at) in [("000", "1990-01-01T00:00:00Z"), ("zzz", "2140-01-01T00:00:00Z")] {
                let event = with(&an_event(title), &json!({"starts_at": starts_at}));
                added.push(ana.make_event(&event).await.id().to_owned());
            }
        })
        .await;
        assert_eq!(walked[..24], before, "{sort}");
        assert!(walked[24..].iter().all(|id| added.contains(id)), "{sort}: only what was added comes after");
        for id in ana.get(&format!("{EVENTS}?limit=100")).await.each("id") {
            assert_eq!(ana.delete(&format!("{EVENTS}/{id}")).await.status, 204);
        }
    }
}

#[tokio::test]
async fn links_keep_the_filters_as_they_are() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for i in 0..5 {
        let members = json!({"city": "São João & Cia", "tags": ["c++", "a=b"]});
        ana.make_event(&with(&an_event(&format!("C++ #{i} 100%")), &members)).await;
        ana.make_event(&an_event("another")).await;
    }
    let filters = "q=c%2B%2B+100%25&city=s%C3%A3o%20joao%20%26%20cia&tag=C%2B%2B\
                   &starts_after=2131-03-15T00:00:00%2B02:00&status=published&total=true";
    for query in [format!("limit=2&{filters}"), format!("{filters}&limit=2"), format!("&{filters}&&limit=2&")]
    {
        let walked = walk(&ana, &query, async |_| {}).await;
        assert_eq!(walked.len(), 5, "{query}");
    }
    let first = ana.get(&format!("{EVENTS}?limit=2&{filters}")).await;
    let next = first.next().unwrap();
    assert!(next.starts_with(&format!("{EVENTS}?limit=2&{filters}&cursor=")), "{next}");
    let second = ana.get(next).await;
    assert_eq!(second.next().unwrap().matches("cursor=").count(), 1, "the old cursor is left out");
}

const SORTS: [&str; 4] = ["starts_at", "-starts_at", "-created_at", "title"];
