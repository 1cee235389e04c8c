use std::{collections::VecDeque, sync::Arc, time::Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    ledger::{LIMIT, Ledger, Thing},
    pages::Reader,
    scene::PROCESSES,
};
use crate::support::{
    Answer, Client,
    given::{EVENTS, Made, a_venue, an_event, with},
};

/// What things are called, before their number.
pub const EVENT: &str = "Edition";
pub const HALL: &str = "Hall";
pub const GUEST: &str = "Guest";

/// The capacity of the first edition; each one has one more.
pub const LEAST: u64 = 100_000;

/// The changes of one round: of two guests, one comes and one goes.
pub const ROUND: [Thing; 5] = [Thing::Event, Thing::Seats, Thing::Venue, Thing::Guests, Thing::Guests];

/// So often a process must say that a guest is gone, once it has said so.
const STAYS_AWAY: usize = 5;

/// Changes things, through one process or the other.
pub struct Changer {
    admins: [Client; PROCESSES],
    ledger: Arc<Ledger>,
    event: Made,
    venue: Made,
    /// Paths of the guests that are there, the oldest first.
    guests: VecDeque<String>,
    /// Those who look whether a guest is gone.
    followers: JoinSet<()>,
}

impl Changer {
    /// Makes the things that will change.
    pub async fn begin(admins: [Client; PROCESSES], ledger: Arc<Ledger>) -> Self {
        let admin = &admins[0];
        let hall = with(&a_venue(&format!("{HALL} 0")), &json!({"capacity": 1_000_000}));
        let venue = admin.make_venue(&hall).await;
        let members = json!({"venue_id": venue.id(), "capacity": LEAST});
        let event = admin.make_event(&with(&an_event(&format!("{EVENT} 0")), &members)).await;
        let guests = VecDeque::from([admin.make_event(&guest(0)).await.path]);
        Self { admins, ledger, event, venue, guests, followers: JoinSet::new() }
    }

    /// Somebody who reads at a process.
    pub fn reader(&self, process: usize) -> Reader {
        Reader {
            client: self.admins[process].clone(),
            process,
            ledger: Arc::clone(&self.ledger),
            event: self.event.clone(),
            venue: self.venue.clone(),
        }
    }

    /// Changes a thing through this process.
    pub async fn change(&mut self, home: usize, thing: Thing) {
        let number = self.ledger.next(thing);
        match thing {
            Thing::Guests if number.is_multiple_of(2) => self.guest_goes(home).await,
            Thing::Guests => self.guest_comes(home, number.div_ceil(2)).await,
            _ => self.numbered(home, thing, number).await,
        }
    }

    async fn numbered(&self, home: usize, thing: Thing, number: u64) {
        let admin = &self.admins[home];
        let answer = match thing {
            Thing::Event => {
                let edition = json!({"title": format!("{EVENT} {number}"), "capacity": LEAST + number});
                admin.patch(&self.event.path, &edition).await
            }
            Thing::Venue => admin.patch(&self.venue.path, &json!({"name": format!("{HALL} {number}")})).await,
            Thing::Seats => {
                let path = format!("{}/registrations", self.event.path);
                admin.post(&path, &json!({"name": format!("Person {number}")})).await
            }
            Thing::Guests | Thing::Session => panic!("{thing:?} is no member of anything"),
        };
        self.done(home, thing, &answer);
    }

    async fn guest_comes(&mut self, home: usize, number: u64) {
        let answer = self.admins[home].post(EVENTS, &guest(number)).await;
        self.done(home, Thing::Guests, &answer);
        let path = answer.header("location").to_owned();
        assert_eq!(self.admins[home].get(&path).await.status, 200, "{path} is not there");
        self.guests.push_back(path);
    }

    async fn guest_goes(&mut self, home: usize) {
        let path = self.guests.pop_front().unwrap();
        for admin in &self.admins {
            // From now on both keep it.
            assert_eq!(admin.get(&path).await.status, 200, "{path} is not there yet, or not any more");
        }
        let answer = self.admins[home].delete(&path).await;
        self.done(home, Thing::Guests, &answer);
        let gone = Instant::now();
        assert_eq!(self.admins[home].get(&path).await.status, 404, "{path} is still there");
        for admin in self.admins.iter().cloned() {
            self.followers.spawn(is_gone(admin, path.clone(), gone, Arc::clone(&self.ledger)));
        }
    }

    fn done(&self, home: usize, thing: Thing, answer: &Answer) {
        assert!(answer.status < 300, "{thing:?} is not changed at {home}: {answer:?}");
        self.ledger.acknowledged(thing, home);
    }

    /// Waits until every guest that was deleted is gone at both processes.
    pub async fn guests_are_gone(&mut self) {
        while let Some(followed) = self.followers.join_next().await {
            followed.unwrap();
        }
    }
}

/// Each in a city of its own, so that statistics by city tell of them, too.
fn guest(number: u64) -> Value {
    let name = format!("{GUEST} {number}");
    with(&an_event(&name), &json!({"city": name}))
}

async fn is_gone(client: Client, path: String, since: Instant, ledger: Arc<Ledger>) {
    let mut said = 0;
    while said < STAYS_AWAY {
        let began = Instant::now();
        let answer = client.get(&path).await;
        match answer.status {
            404 => said += 1,
            200 => {
                assert_eq!(said, 0, "{path} is there again");
                assert!(began - since < LIMIT, "{path} is there for {:?}", began - since);
                ledger.stale(began - since);
            }
            _ => panic!("{answer:?}"),
        }
    }
}
