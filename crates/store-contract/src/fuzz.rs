//! Searches that nobody would type, against a search that is too simple to be wrong. The corpus is
//! `corpus/search`. Slow for a property: each text is written, and looked for, in a real database.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use fasttrack_domain::{
    event::{Event, EventFilter, EventSort},
    text::SearchText,
    user::User,
};
use fasttrack_test_support::{an_event, fuzz::Corpus};
use tokio::{runtime::Handle, task::block_in_place};

use crate::{Harness, harness::everything};

/// What means something to one of the languages that databases search in.
const WORDS: [&[u8]; 20] = [
    b" ",
    b"\"",
    b"'",
    b"*",
    b":*",
    b"&",
    b"|",
    b"!",
    b"<->",
    b"(",
    b")",
    b" AND ",
    b" NOT ",
    b"NEAR(",
    b"\\",
    b"\0",
    b"--",
    b"%",
    "\u{301}".as_bytes(),
    "ﷺ".as_bytes(),
];

/// Texts that are there beforehand, so that a search finds some of many.
const PRESENT: [&str; 5] = ["a b c", "São João", "Straße x", "東京 party", "and not or near"];

/// The words of the text that an event holds, one by one.
fn words(text: &str) -> BTreeSet<String> {
    SearchText::of([text]).words().map(str::to_owned).collect()
}

/// An event that says nothing but this; none of its words is in what all events have.
fn saying(owner: &User, text: &str) -> Event {
    let about: String = text.chars().filter(|c| !c.is_control()).collect();
    an_event(owner).titled("x1").city("x2").tags(&[]).about(&about).build()
}

async fn add(harness: &Harness, present: &mut Vec<(Event, BTreeSet<String>)>, event: Event) {
    harness.add_event(&event).await;
    let words = words(event.details.search_text().as_str());
    present.push((event, words));
}

/// What a search must find: every event that has all the words, each as a whole.
async fn finds_what_has_its_words(harness: &Harness, present: &[(Event, BTreeSet<String>)], query: &str) {
    let wanted = words(query);
    let filter = EventFilter {
        query: Some(SearchText::of([query])).filter(|query| !query.is_empty()),
        ..everything()
    };
    let mut expected: Vec<_> =
        present.iter().filter(|(_, has)| wanted.is_subset(has)).map(|(event, _)| event.id).collect();
    expected.sort();
    let counted = harness.events.count(&filter).await.unwrap();
    assert_eq!(counted, expected.len() as u64, "{query:?}");
    let page = crate::pages::first(100);
    let listed = harness.events.list(&filter, EventSort::StartsAt, &page).await.unwrap();
    let mut found: Vec<_> = listed.items.iter().map(|view| view.event.id).collect();
    found.sort();
    assert_eq!(found, expected, "{query:?}");
}

/// Writes and looks for so many texts: each as a whole, in halves, and with a word that is nowhere.
/// Only on a runtime of several threads.
pub async fn any_text_is_found_by_its_words(harness: &Harness, few: u32) {
    let owner = harness.some_user().await;
    let mut present = Vec::new();
    for text in PRESENT {
        add(harness, &mut present, saying(&owner, text)).await;
    }
    let present = Mutex::new(present);
    block_in_place(|| {
        Corpus::of(env!("CARGO_MANIFEST_DIR"), "search").attack_text(few, &WORDS, |text| {
            let mut present = present.lock().unwrap_or_else(PoisonError::into_inner);
            Handle::current().block_on(async {
                add(harness, &mut present, saying(&owner, text)).await;
                let half: String = text.chars().take(text.chars().count() / 2).collect();
                for query in [text, &half, &format!("{text} nowhere")] {
                    finds_what_has_its_words(harness, &present, query).await;
                }
                // Or each search would take longer than the one before.
                if present.len() > 60 {
                    let mut unit = harness.unit().await;
                    for (event, _) in present.drain(PRESENT.len()..) {
                        assert!(unit.events().delete(event.id).await.unwrap());
                    }
                    unit.commit().await.unwrap();
                }
            });
        });
    });
}
