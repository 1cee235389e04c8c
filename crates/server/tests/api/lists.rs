//! Lists of events: pages, orders and filters.

use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{EVENTS, Made, a_venue, an_event, with},
};

const SORTS: [&str; 4] = ["starts_at", "-starts_at", "-created_at", "title"];

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

/// As many events, with ties in every order.
async fn a_programme(organiser: &Client, events: usize) -> Vec<Made> {
    let titles = ["banjo", "Águas", "aguas", "Zebra", "Ópera", "opera"];
    let mut made = Vec::new();
    for i in 0..events {
        let members = json!({"starts_at": format!("2131-01-{:02}T12:00:00Z", 10 + i * 7 % 5)});
        made.push(organiser.make_event(&with(&an_event(titles[i * 5 % 6]), &members)).await);
    }
    made
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

/// Follows `Link` from page to page, with something done in between.
async fn walk(reader: &Client, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut next, mut seen, mut pages) = (Some(format!("{EVENTS}?{query}")), Vec::new(), 0);
    while let Some(page) = next {
        let list = reader.get(&page).await;
        seen.extend(list.each("id"));
        let cursor = list.json["next_cursor"].as_str();
        let link = list.next().map(str::to_owned);
        assert_eq!(cursor.is_some(), link.is_some());
        assert!(link.iter().all(|link| link.ends_with(cursor.unwrap())), "{link:?} leads to {cursor:?}");
        between(pages).await;
        (next, pages) = (link, pages + 1);
    }
    seen
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

#[tokio::test]
async fn a_cursor_fits_only_the_list_it_was_given_for() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 6).await;
    let given = ana.get(&format!("{EVENTS}?limit=1&city=recife&sort=title")).await;
    let cursor = given.json["next_cursor"].as_str().unwrap();
    for (case, path, fits) in [
        ("the same", format!("{EVENTS}?limit=1&city=recife&sort=title"), true),
        ("the same in other words", format!("{EVENTS}?sort=title&city=RECIFE"), true),
        ("another sort", format!("{EVENTS}?city=recife&sort=starts_at"), false),
        ("the default sort", format!("{EVENTS}?city=recife"), false),
        ("another filter", format!("{EVENTS}?city=olinda&sort=title"), false),
        ("one filter more", format!("{EVENTS}?city=recife&sort=title&tag=x"), false),
        ("no filter", format!("{EVENTS}?sort=title"), false),
        ("another list", "/api/v1/venues?city=recife".to_owned(), false),
    ] {
        let answer = ana.get(&format!("{path}&cursor={cursor}")).await;
        if fits {
            assert_eq!(answer.status, 200, "{case}: {answer:?}");
        } else {
            assert_eq!(answer.pointers(), ["cursor"], "{case}");
            assert_eq!(answer.json["errors"][0]["code"], "invalid_cursor", "{case}");
        }
    }
}

#[tokio::test]
async fn a_cursor_serves_whoever_may_read_the_list() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_programme(&ana, 3).await;
    ana.make_event(&with(
        &an_event("secret"),
        &json!({"status": "draft", "starts_at": "2140-01-01T00:00:00Z"}),
    ))
    .await;
    let first = ana.get(&format!("{EVENTS}?limit=2")).await;
    assert_eq!(ana.get(first.next().unwrap()).await.each("id").len(), 2);
    let titles = app.viewer("eva").await.get(first.next().unwrap()).await.each("title");
    assert!(titles.len() == 1 && titles[0] != "secret", "{titles:?}");
}

#[tokio::test]
async fn orders_are_by_time_or_by_folded_title() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (title, starts_at) in [
        ("zebra", "2131-01-02T00:00:00Z"),
        ("Águas", "2131-01-04T00:00:00.000001Z"),
        ("banjo", "2131-01-01T00:00:00Z"),
        ("Ópera", "2131-01-04T00:00:00Z"),
        ("2 ovos", "2131-01-03T00:00:00Z"),
    ] {
        ana.make_event(&with(&an_event(title), &json!({"starts_at": starts_at}))).await;
    }
    for (sort, titles) in [
        ("starts_at", ["banjo", "zebra", "2 ovos", "Ópera", "Águas"]),
        ("-starts_at", ["Águas", "Ópera", "2 ovos", "zebra", "banjo"]),
        ("-created_at", ["2 ovos", "Ópera", "banjo", "Águas", "zebra"]),
        ("title", ["2 ovos", "Águas", "banjo", "Ópera", "zebra"]),
    ] {
        assert_eq!(ana.get(&format!("{EVENTS}?sort={sort}")).await.each("title"), titles, "{sort}");
    }
    assert_eq!(ana.get(EVENTS).await.each("title")[0], "banjo", "the soonest first, unless asked otherwise");
}

/// Events a to f, and what filters need to know.
struct Scene {
    app: TestApp,
    ana: Client,
    venue: Made,
    rui: String,
}

async fn a_scene() -> Scene {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let events = [
        (&ana, "a", json!({"description": "Festa de São João", "city": "Recife", "tags": ["Música"]})),
        (&ana, "b", json!({"city": "São João del-Rei", "tags": ["rust", "c++"], "venue_id": venue.id()})),
        (&ana, "c", json!({"city": "RECIFE", "tags": ["rust"], "status": "cancelled"})),
        (&ana, "d", json!({"city": "Olinda", "tags": ["joao", "sao"], "status": "draft"})),
        (&rui, "e", json!({"city": "récife", "description": "joaozinho; sao", "venue_id": venue.id()})),
        (&rui, "f", json!({"city": "Olinda", "tags": ["musica", "RUST"], "capacity": 1})),
    ];
    for (day, (organiser, title, members)) in (1..).zip(events) {
        let starts_at = json!({"starts_at": format!("2131-01-{day:02}T12:00:00Z")});
        organiser.make_event(&with(&with(&an_event(title), &starts_at), &members)).await;
    }
    let rui = rui.get("/api/v1/users/me").await.json["id"].as_str().unwrap().to_owned();
    Scene { app, ana, venue, rui }
}

#[tokio::test]
async fn filters_narrow_the_list_alone_and_together() {
    let Scene { app: _app, ana, venue, rui } = &a_scene().await;
    let (at_venue, by_rui) = (format!("venue_id={}", venue.id()), format!("created_by={rui}"));
    for (case, query, titles) in [
        ("nothing", "", "abcdef"),
        ("words, folded", "q=sao%20joao", "abd"),
        ("words in any order and case", "q=JO%C3%83O+s%C3%A3o", "abd"),
        ("words of different members", "q=b+rust+del", "b"),
        ("a word of the title", "q=e", "e"),
        ("punctuation alone asks for nothing", "q=%21%3F", "abcdef"),
        ("what no event has", "q=carnaval", ""),
        ("city, folded", "city=Recife", "ace"),
        ("city as a whole", "city=sao%20joao", ""),
        ("tag, folded", "tag=musica", "af"),
        ("tag with signs", "tag=c%2B%2B", "b"),
        ("tag as a whole", "tag=c", ""),
        ("venue", &at_venue, "be"),
        ("published", "status=published", "abef"),
        ("cancelled", "status=cancelled", "c"),
        ("one's own drafts", "status=draft", "d"),
        ("from an instant on", "starts_after=2131-01-03T12:00:00Z", "cdef"),
        ("from just after it", "starts_after=2131-01-03T12:00:00.000001Z", "def"),
        ("up to an instant", "starts_before=2131-01-03T12:00:00Z", "ab"),
        ("up to just after it", "starts_before=2131-01-03T12:00:00.000001Z", "abc"),
        (
            "a span, with an offset",
            "starts_after=2131-01-02T09:00:00-03:00&starts_before=2131-01-04T12:00:00Z",
            "bc",
        ),
        ("a span of nothing", "starts_after=2131-01-04T00:00:00Z&starts_before=2131-01-02T00:00:00Z", ""),
        ("owner", &by_rui, "ef"),
        ("with seats", "has_seats=true", "abcdef"),
        ("with seats or without", "has_seats=false", "abcdef"),
        ("tag and city", "tag=rust&city=recife", "c"),
        ("words, status and span", "q=sao&status=published&starts_after=2131-01-02T00:00:00Z", "be"),
        (
            "everything",
            &format!(
                "q=sao+joaozinho&city=recife&{at_venue}&{by_rui}&status=published&has_seats=true\
                 &starts_after=2131-01-05T12:00:00Z&starts_before=2131-01-06T00:00:00Z"
            ),
            "e",
        ),
    ] {
        // The titles are in the order of all that one can sort by.
        let backwards: String = titles.chars().rev().collect();
        for (order, expected) in [
            ("limit=100", titles),
            ("limit=1", titles),
            ("limit=1&sort=-starts_at", &backwards),
            ("limit=1&sort=-created_at", &backwards),
            ("limit=2&sort=title", titles),
        ] {
            let mut found = String::new();
            let mut next = Some(format!("{EVENTS}?{query}&total=true&{order}"));
            while let Some(page) = next {
                let list = ana.get(&page).await;
                found.push_str(&list.each("title").concat());
                assert_eq!(list.json["total"], titles.len(), "{case}, {order}: the total");
                next = list.next().map(str::to_owned);
            }
            assert_eq!(found, expected, "{case}, {order}");
        }
    }
}

#[tokio::test]
async fn drafts_are_listed_to_their_owner_and_admins() {
    let Scene { app, ana, .. } = &a_scene().await;
    for (who, client, titles) in [
        ("the owner", ana, "abcdef"),
        ("an admin", &app.admin().await, "abcdef"),
        ("another editor", &app.sign_in("rui").await, "abcef"),
        ("a viewer", &app.viewer("eva").await, "abcef"),
    ] {
        let list = client.get(&format!("{EVENTS}?total=true")).await;
        assert_eq!(
            (list.each("title").concat(), list.json["total"].as_u64()),
            (titles.into(), Some(titles.len() as u64)),
            "{who}"
        );
    }
}

#[tokio::test]
async fn an_edited_event_is_found_by_what_it_says_now() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"tags": ["gala"]}))).await;
    let edit =
        json!({"title": "Ópera", "city": "Olinda", "tags": ["música"], "starts_at": "2132-01-01T00:00:00Z"});
    assert_eq!(ana.patch(&event.path, &edit).await.status, 200);
    for (query, found) in [
        ("q=baile", false),
        ("q=recife", false),
        ("tag=gala", false),
        ("city=recife", false),
        ("starts_before=2131-12-31T00:00:00Z", false),
        ("q=opera+olinda+musica", true),
        ("tag=musica&city=olinda&starts_after=2132-01-01T00:00:00Z", true),
    ] {
        let list = ana.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(list.each("id").len(), usize::from(found), "{query}");
    }
}

#[tokio::test]
async fn a_listed_event_is_the_event_as_it_is() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let members = json!({"tags": ["z", "a"], "venue_id": venue.id(), "capacity": 7, "description": "Talks"});
    let event = ana.make_event(&with(&an_event("Baile"), &members)).await;
    ana.make_event(&with(&an_event("Other"), &json!({"starts_at": "2132-01-01T00:00:00Z"}))).await;
    let listed: Value = ana.get(EVENTS).await.json["items"][0].clone();
    assert_eq!(listed, event.json);
}
