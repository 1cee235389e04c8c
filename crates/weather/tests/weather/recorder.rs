//! What was counted and shown in a test.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

/// Counts for as long as its guard lives, on the thread of the test: it wants a runtime of one.
#[derive(Default)]
pub struct Figures {
    counters: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    gauges: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    descriptions: Mutex<BTreeMap<String, String>>,
}

impl Figures {
    /// All counters, as they are shown: `name{label="value"} count`.
    pub fn counted(&self) -> Vec<String> {
        let counters = self.counters.lock().unwrap();
        counters.iter().map(|(shown, count)| format!("{shown} {}", count.load(Ordering::SeqCst))).collect()
    }

    /// A gauge, as it is shown: `name{label="value"}`.
    pub fn gauge(&self, shown: &str) -> Option<f64> {
        let gauges = self.gauges.lock().unwrap();
        gauges.get(shown).map(|bits| f64::from_bits(bits.load(Ordering::SeqCst)))
    }

    pub fn described(&self) -> Vec<String> {
        self.descriptions.lock().unwrap().keys().cloned().collect()
    }

    fn describe(&self, name: &KeyName, description: SharedString) {
        self.descriptions.lock().unwrap().insert(name.as_str().to_owned(), description.into_owned());
    }
}

fn shown(key: &Key) -> String {
    let labels: Vec<_> = key.labels().map(|label| format!("{}={:?}", label.key(), label.value())).collect();
    format!("{}{{{}}}", key.name(), labels.join(","))
}

impl Recorder for Figures {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(&name, description);
    }

    fn describe_gauge(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(&name, description);
    }

    fn describe_histogram(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(&name, description);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::clone(self.counters.lock().unwrap().entry(shown(key)).or_default()))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Arc::clone(self.gauges.lock().unwrap().entry(shown(key)).or_default()))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
