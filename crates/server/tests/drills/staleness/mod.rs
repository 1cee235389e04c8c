//! What one process changed is seen there at once, and at the other one within a second: with Redis,
//! without it, and while it goes and comes.
//!
//! - [`ledger`]: who changed what and when, against what readers were shown.
//! - [`scene`]: two processes, and a Redis to which something happens.
//! - [`changes`], [`pages`]: what is changed, and where that is seen.
//! - [`sessions`]: the same of sessions that end.

mod changes;
mod ledger;
mod pages;
mod scene;
mod sessions;

use std::{sync::Arc, time::Instant};

use futures_util::future::join_all;
use tokio::task::JoinSet;

use crate::Length;
use changes::{Changer, ROUND};
use ledger::Ledger;
use pages::{Page, Reader};
use scene::{PROCESSES, Scene, Stage};

/// So many readers keep the caches of each process filled.
const READERS: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_seen_at_once_there_and_elsewhere_within_a_second() {
    let rounds = Length::of_this_run().pick(2, 200);
    let scene = Scene::new();
    let ledger = Arc::new(Ledger::default());
    let mut changer = Changer::begin(scene.admins().await, Arc::clone(&ledger)).await;
    let readers = [changer.reader(0), changer.reader(1)];
    let mut hot = JoinSet::new();
    for reader in readers.iter().cycle().take(READERS * PROCESSES) {
        hot.spawn(read_on(reader.clone()));
    }
    for stage in Stage::ALL {
        let since = Instant::now();
        let known = scene.through(stage, rounds, async |home| {
            for thing in ROUND {
                changer.change(home, thing).await;
                join_all(Page::ALL.map(|page| readers[home].read(page))).await;
            }
        });
        let known = known.await;
        changer.guests_are_gone().await;
        ledger.settled(PROCESSES * Page::things()).await;
        assert!(hot.try_join_next().is_none(), "a reader gave up");
        let (took, figures) = (since.elapsed(), ledger.figures());
        println!("staleness, {stage:?}: {figures}; {took:.1?}, known after {known:.1?}");
    }
}

async fn read_on(reader: Reader) {
    loop {
        for page in Page::ALL {
            reader.read(page).await;
        }
    }
}
