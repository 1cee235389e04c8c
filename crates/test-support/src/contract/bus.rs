use std::{collections::HashMap, sync::Arc};

use fasttrack_domain::{id::Id, ports::Announcement};
use tokio::{sync::Barrier, task::JoinSet};

use super::{Harness, ear::Ear};
use crate::unique_id;

/// One that no other test makes.
fn an_announcement() -> Announcement {
    Announcement::EventChanged(Id::new(unique_id()))
}

pub(super) async fn listeners_here_hear_before_publishing_returns(harness: &Harness) {
    let bus = &harness.here.bus;
    let mut ears = Vec::new();
    let mut said = Vec::new();
    for _ in 0..3 {
        ears.push(Ear::on(bus));
        said.push(an_announcement());
        bus.publish(*said.last().unwrap());
        for (late_by, ear) in ears.iter().enumerate() {
            assert_eq!(ear.heard(), said[late_by..]);
        }
    }
}

pub(super) async fn every_announcement_arrives_as_it_is(harness: &Harness) {
    let ear = Ear::on(&harness.there.bus);
    let said = [
        Announcement::EventChanged(Id::new(unique_id())),
        Announcement::EventsChanged,
        Announcement::SessionEnded(Id::new(unique_id())),
        Announcement::ApiKeysChanged,
        Announcement::EventChanged(Id::new(uuid::Uuid::nil())),
        Announcement::SessionEnded(Id::new(uuid::Uuid::max())),
    ];
    for announcement in said {
        harness.here.bus.publish(announcement);
    }
    assert_eq!(ear.hears(said.len()).await, said);
}

pub(super) async fn each_hears_everything_once_and_in_order(harness: &Harness) {
    let (here, there) = (Ear::on(&harness.here.bus), Ear::on(&harness.there.bus));
    let mut said = Vec::new();
    // By turns, and the next one only when the last one has arrived: what was heard a second time
    // stands before it.
    for round in 0..100 {
        said.push(an_announcement());
        harness.by_turns(round).bus.publish(*said.last().unwrap());
        for ear in [&here, &there] {
            assert_eq!(ear.hears(said.len()).await, said);
        }
    }
}

pub(super) async fn announcements_from_everywhere_all_arrive(harness: &Harness) {
    const TASKS: usize = 8;
    const EACH: usize = 50;
    let ears = [Ear::on(&harness.here.bus), Ear::on(&harness.there.bus)];
    let barrier = Arc::new(Barrier::new(TASKS));
    let mut tasks = JoinSet::new();
    for i in 0..TASKS {
        let (bus, barrier) = (Arc::clone(&harness.by_turns(i).bus), Arc::clone(&barrier));
        tasks.spawn(async move {
            barrier.wait().await;
            let said: Vec<_> = (0..EACH).map(|_| an_announcement()).collect();
            for announcement in &said {
                bus.publish(*announcement);
                tokio::task::yield_now().await;
            }
            said
        });
    }
    let said = tasks.join_all().await;
    for ear in ears {
        let heard = ear.hears(TASKS * EACH).await;
        assert_eq!(heard.len(), TASKS * EACH);
        let place: HashMap<_, _> = heard.iter().enumerate().map(|(i, one)| (key(one), i)).collect();
        for of_one in &said {
            assert!(of_one.iter().map(|one| place[&key(one)]).is_sorted(), "out of order");
        }
    }
}

/// Announcements are no keys of maps by themselves.
fn key(announcement: &Announcement) -> String {
    format!("{announcement:?}")
}
