use std::sync::Arc;

use serde_json::Value;

use super::{
    changes::{EVENT, GUEST, HALL, LEAST},
    ledger::{Ledger, Thing},
};
use crate::support::{
    Client,
    given::{EVENTS, Made, VENUES},
};

/// Where changes are seen; each of them is kept in a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Event,
    Upcoming,
    Popular,
    Stats,
    Venue,
    Venues,
}

/// Somebody who reads pages of one process, and notes what they show.
#[derive(Clone)]
pub struct Reader {
    pub client: Client,
    pub process: usize,
    pub ledger: Arc<Ledger>,
    pub event: Made,
    pub venue: Made,
}

impl Page {
    pub const ALL: [Self; 6] =
        [Self::Event, Self::Upcoming, Self::Popular, Self::Stats, Self::Venue, Self::Venues];

    /// How many things they show, all together.
    pub fn things() -> usize {
        Self::ALL.iter().map(|page| page.shows().len()).sum()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Event => "the event",
            Self::Upcoming => "upcoming",
            Self::Popular => "popular",
            Self::Stats => "stats",
            Self::Venue => "the venue",
            Self::Venues => "venues",
        }
    }

    fn shows(self) -> &'static [Thing] {
        match self {
            Self::Event => &[Thing::Event, Thing::Seats, Thing::Venue],
            Self::Upcoming | Self::Popular => &[Thing::Event, Thing::Seats, Thing::Venue, Thing::Guests],
            Self::Stats => &[Thing::Event, Thing::Seats, Thing::Guests],
            Self::Venue | Self::Venues => &[Thing::Venue],
        }
    }
}

impl Reader {
    /// Reads a page once.
    pub async fn read(&self, page: Page) {
        let path = match page {
            Page::Event => self.event.path.clone(),
            Page::Upcoming => format!("{EVENTS}/upcoming?limit=100"),
            Page::Popular => format!("{EVENTS}/popular?limit=100"),
            Page::Stats => format!("{EVENTS}/stats?group_by=city&status=published&limit=100"),
            Page::Venue => self.venue.path.clone(),
            Page::Venues => format!("{VENUES}?limit=100"),
        };
        let look = self.ledger.look(self.process, page.name());
        let answer = self.client.get(&path).await;
        if answer.status != 200 {
            return self.ledger.wrong(format!("{} at {}: {answer:?}", page.name(), self.process));
        }
        let numbers: Vec<_> =
            page.shows().iter().map(|thing| (*thing, self.number(page, *thing, &answer.json))).collect();
        self.ledger.saw(&look, &numbers);
    }

    /// The number of a thing on a page.
    fn number(&self, page: Page, thing: Thing, json: &Value) -> u64 {
        let item = match page {
            Page::Event | Page::Venue => json,
            Page::Upcoming | Page::Popular => item(json, "id", self.event.id()),
            Page::Stats => item(json, "key", self.event.json["city"].as_str().unwrap()),
            Page::Venues => item(json, "id", self.venue.id()),
        };
        match (page, thing) {
            (Page::Stats, Thing::Event) => item["capacity"].as_u64().unwrap() - LEAST,
            (_, Thing::Event) => {
                let number = numbered(EVENT, &item["title"]).unwrap();
                assert_eq!(item["capacity"], LEAST + number, "half a change: {item}");
                number
            }
            (_, Thing::Seats) => item["registered"].as_u64().unwrap(),
            (Page::Venue | Page::Venues, Thing::Venue) => numbered(HALL, &item["name"]).unwrap(),
            (_, Thing::Venue) => numbered(HALL, &item["venue"]["name"]).unwrap(),
            (Page::Stats, Thing::Guests) => guests(json, "key"),
            (_, Thing::Guests) => guests(json, "title"),
            (_, Thing::Session) => panic!("no page shows a session"),
        }
    }
}

fn item<'a>(list: &'a Value, member: &str, value: &str) -> &'a Value {
    let mut items = list["items"].as_array().unwrap().iter();
    items.find(|item| item[member] == value).unwrap_or_else(|| panic!("no {value} in {list}"))
}

/// The number behind a name, as in `Hall 12`.
fn numbered(name: &str, value: &Value) -> Option<u64> {
    value.as_str()?.strip_prefix(name)?.strip_prefix(' ')?.parse().ok()
}

/// Guests come and go in turn: the next one comes before the last one goes.
fn guests(list: &Value, member: &str) -> u64 {
    let items = list["items"].as_array().unwrap().iter();
    let mut there: Vec<u64> = items.filter_map(|item| numbered(GUEST, &item[member])).collect();
    there.sort_unstable();
    match there.as_slice() {
        [one] => 2 * one,
        [one, next] if *next == one + 1 => 2 * one + 1,
        others => panic!("such guests were never there: {others:?}"),
    }
}
