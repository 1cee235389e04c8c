//! Several processes look at the clock, and one of them is killed: each tick causes one job.

use std::time::Duration;

use tokio::time::sleep;

use super::scene::{Scene, killed, soon, stopped};
use crate::Length;

/// Each second.
const PATTERN: &str = "* * * * * *";

/// Notes which unit took which tick, whether the job of the one before was undone, and which unit added
/// which job.
const WATCH: &str = "
    CREATE TABLE ticks (tick timestamptz, unit bigint, held_up boolean);
    CREATE TABLE caused (job uuid, unit bigint);
    CREATE FUNCTION note_tick() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO ticks SELECT NEW.last_tick, txid_current(),
            EXISTS (SELECT FROM jobs WHERE state IN ('waiting', 'running'));
        RETURN NEW;
    END $$;
    CREATE FUNCTION note_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO caused VALUES (NEW.id, txid_current()); RETURN NEW;
    END $$;
    CREATE TRIGGER ticks AFTER INSERT OR UPDATE ON job_schedules FOR EACH ROW EXECUTE FUNCTION note_tick();
    CREATE TRIGGER caused AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION note_job();";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_tick_causes_one_job_whoever_is_killed() {
    let (kills, pause) = Length::of_this_run().pick((2, 1_500), (20, 3_100));
    let scene = Scene::new().await;
    scene.run(WATCH).await;
    // Somebody has to do them, or the next tick finds the last one undone.
    let worker = scene.worker();
    let (mut one, mut other) = (scene.scheduler(PATTERN), scene.scheduler(PATTERN));
    for _ in 0..kills {
        sleep(Duration::from_millis(pause)).await;
        drop(killed(one).await);
        one = scene.scheduler(PATTERN);
        std::mem::swap(&mut one, &mut other);
    }
    drop((stopped(one).await, stopped(other).await, stopped(worker).await));

    let ticks = scene.number("SELECT count(*) FROM ticks").await;
    let different = scene.number("SELECT count(DISTINCT tick) FROM ticks").await;
    assert_eq!(ticks, different, "a tick was taken twice");
    let caused = "(SELECT count(*) FROM caused WHERE caused.unit = ticks.unit)";
    let odd = format!("SELECT tick FROM ticks WHERE {caused} <> 1 AND NOT (held_up AND {caused} = 0)");
    assert_eq!(scene.texts(&odd).await, [""; 0], "ticks that did not cause one job");
    let jobs = scene.number("SELECT count(*) FROM caused").await;
    let of_ticks = scene.number(&format!("SELECT sum({caused}) FROM ticks")).await;
    assert_eq!(jobs, of_ticks, "jobs that no tick caused");
    let seconds =
        scene.number("SELECT round(extract(epoch FROM max(tick) - min(tick))) + 1 FROM ticks").await;
    // Where a machine is late, several come at once, and the last of those is taken.
    let missed = seconds - ticks;
    assert!(missed <= seconds / 4, "{missed} of {seconds} ticks were missed");
    println!(
        "ticks: {ticks} in {seconds} s by two processes, {kills} killed: {jobs} jobs, one each, but for those \
         that found the last one undone; {missed} were missed"
    );
}

/// The real ones, of which none has worked before: what they make up for, one of them does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_cause_what_recurs_once() {
    let rounds = Length::of_this_run().pick(1, 10);
    let mut scene = Scene::new().await;
    scene.here.set("WORKER", "on");
    for round in 1..=rounds {
        scene.run("TRUNCATE jobs, job_schedules CASCADE").await;
        let starts = [(&["worker"], "working"), (&["worker"], "working"), (&["serve"], "listening")];
        let mut processes: Vec<_> =
            starts.iter().map(|(arguments, works)| (scene.here.start(*arguments), works)).collect();
        for (process, works) in &mut processes {
            tokio::task::block_in_place(|| process.wait_for(works));
        }
        soon("what they caused is done", async || {
            scene.number("SELECT count(*) FROM jobs").await > 0 && scene.unfinished().await == 0
        })
        .await;
        for (process, _) in processes {
            drop(stopped(process).await);
        }
        let schedules = scene.number("SELECT count(*) FROM job_schedules").await;
        let jobs = scene.number("SELECT count(*) FROM jobs").await;
        assert!(schedules > 0 && jobs >= schedules, "{schedules} schedules, {jobs} jobs");
        // Of those that recur within minutes, another tick may have come meanwhile.
        let twice = "SELECT kind FROM jobs WHERE kind NOT IN ('reminders.sweep', 'forecasts.sweep')
                     GROUP BY kind HAVING count(*) > 1";
        assert_eq!(scene.texts(twice).await, [""; 0], "round {round}: caused more than once");
    }
    println!("ticks: what recurs was caused once by three processes, {rounds} times");
}
