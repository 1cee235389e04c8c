//! Four workers do many jobs, and one of them is killed now and then.

use std::{
    collections::hash_map::RandomState,
    env,
    hash::{BuildHasher as _, Hasher as _},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{
    handlers::{EFFECT, REFUSED},
    scene::{Scene, ended_so, jobs, killed, stopped},
};
use crate::Length;

const WORKERS: usize = 4;
/// How long after the last kill, and the lease of the one that was killed, the last job is done.
const PROMISED: Duration = Duration::from_secs(5);

/// Who is killed: another one in each run, unless `DRILL_SEED` says which.
struct Chance(u64);

impl Chance {
    fn of_this_run() -> Self {
        let given = env::var("DRILL_SEED").ok().map(|seed| seed.parse().unwrap());
        Self(given.unwrap_or_else(|| RandomState::new().build_hasher().finish()))
    }

    /// A number below this one (SplitMix64).
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_are_killed_and_no_job_is_lost_or_done_twice() {
    let length = Length::of_this_run();
    let (number, millis) = length.pick((300, 150), (10_000, 60));
    let (lease, pause) = length.pick((1, Duration::from_millis(500)), (30, Duration::from_secs(2)));
    let mut chance = Chance::of_this_run();
    println!("killing: DRILL_SEED={}", chance.0);

    let scene = Scene::new().await.with("WORKER_LEASE", &format!("{lease}s"));
    let lease = Duration::from_secs(lease);
    let mut workers = scene.workers(WORKERS);
    scene.add(&jobs(&EFFECT, number, millis)).await;
    let (began, mut last, mut kills, mut printed) = (Instant::now(), Instant::now(), 0, String::new());
    while scene.number("SELECT count(*) FROM jobs WHERE state = 'waiting'").await > 0 {
        sleep(pause).await;
        let one = workers.swap_remove(chance.below(workers.len()));
        last = Instant::now();
        printed += &killed(one).await;
        workers.push(scene.worker());
        kills += 1;
    }
    let left = scene.unfinished().await;
    let done = scene.all_end(lease + PROMISED).await;
    assert!(done - last <= lease + PROMISED, "the last job was done {:?} after the last kill", done - last);
    for worker in workers {
        printed += &stopped(worker).await;
    }
    scene.assert_each_once(number).await;
    assert!(kills > 1, "all was done before anybody was killed");
    println!(
        "  {number} jobs of {millis} ms, {WORKERS} workers, {kills} kills in {:.1?}; {} jobs were taken again, \
         {} effects refused, {} attempts lost; {left} were unfinished when the killing ended, and the last was \
         done {:.1?} after the last kill (lease {lease:?})",
        done - began,
        scene.taken_again().await,
        printed.matches(REFUSED).count(),
        ended_so(&printed, "lost"),
        done - last,
    );
}
