//! Lists of events.

mod cursors;
mod filters;
mod items;
mod pages;

use serde_json::json;

use crate::support::{
    Client,
    given::{EVENTS, MOST_PAGES, Made, an_event, with},
};

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

/// Follows `Link` from page to page, with something done in between.
async fn walk(reader: &Client, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut next, mut seen, mut pages) = (Some(format!("{EVENTS}?{query}")), Vec::new(), 0);
    while let Some(page) = next {
        assert!(pages < MOST_PAGES, "the links lead in a circle: {page}");
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
