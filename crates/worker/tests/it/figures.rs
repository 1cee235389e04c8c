//! What was counted in a test.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use fasttrack_worker::{Done, describe_metrics};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use tokio::time::sleep;

use crate::scene::{Scene, a_job, secs};

/// Counts for as long as its guard lives, on the thread of the test: it wants a runtime of one.
#[derive(Default)]
pub struct Figures {
    shown: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    described: Mutex<BTreeSet<String>>,
}

impl Figures {
    /// A counter, as it is shown: `name{label="value"}`.
    pub fn of(&self, counter: &str) -> u64 {
        self.shown.lock().unwrap().get(counter).map_or(0, |count| count.load(Ordering::SeqCst))
    }

    /// How many attempts ended so.
    pub fn ended(&self, outcome: &str) -> u64 {
        self.of(&format!("fasttrack_jobs_total{{kind=\"work\",outcome={outcome:?}}}"))
    }

    pub fn leases_lost(&self) -> u64 {
        self.of("fasttrack_job_leases_lost_total{kind=\"work\"}")
    }

    fn gauge(&self, gauge: &str) -> f64 {
        f64::from_bits(self.of(gauge))
    }

    fn names(&self) -> BTreeSet<String> {
        self.shown.lock().unwrap().keys().map(|shown| shown.split('{').next().unwrap().to_owned()).collect()
    }

    fn cell(&self, key: &Key) -> Arc<AtomicU64> {
        let labels = key.labels().map(|label| format!("{}={:?}", label.key(), label.value()));
        let shown = format!("{}{{{}}}", key.name(), labels.collect::<Vec<_>>().join(","));
        Arc::clone(self.shown.lock().unwrap().entry(shown).or_default())
    }

    fn describe(&self, name: &KeyName) {
        self.described.lock().unwrap().insert(name.as_str().to_owned());
    }
}

impl Recorder for Figures {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&name);
    }

    fn describe_gauge(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&name);
    }

    fn describe_histogram(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&name);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.cell(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.cell(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        self.cell(key);
        Histogram::noop()
    }
}

#[tokio::test(start_paused = true)]
async fn running_jobs_are_counted_and_every_figure_is_described() {
    const IN_FLIGHT: &str = "fasttrack_jobs_in_flight{kind=\"work\"}";
    let scene = Scene::new();
    describe_metrics();
    let _worker = scene.start(scene.handlers(|_| async {
        sleep(secs(20)).await;
        Ok(Done::With(None))
    }));
    let (first, second) = (scene.add(&a_job()).await, scene.add(&a_job()).await);
    sleep(secs(10)).await;
    assert_eq!(scene.figures.gauge(IN_FLIGHT), 2.0);

    scene.ended(first).await;
    scene.ended(second).await;
    sleep(secs(1)).await;

    assert_eq!(scene.figures.gauge(IN_FLIGHT), 0.0);
    assert_eq!(scene.figures.ended("succeeded"), 2);
    let mut names = scene.figures.names();
    assert!(names.insert("fasttrack_job_leases_lost_total".to_owned()), "none was lost");
    assert_eq!(names, *scene.figures.described.lock().unwrap());
}
