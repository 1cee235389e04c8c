//! What was counted in a test.

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
    descriptions: Mutex<BTreeMap<String, String>>,
}

impl Figures {
    /// A counter, as it is shown: `name{label="value"}`.
    pub fn of(&self, counter: &str) -> u64 {
        self.counters.lock().unwrap().get(counter).map_or(0, |count| count.load(Ordering::SeqCst))
    }

    /// The names of all that was counted.
    pub fn names(&self) -> Vec<String> {
        let counters = self.counters.lock().unwrap();
        let mut names: Vec<_> =
            counters.keys().map(|shown| shown.split('{').next().unwrap().to_owned()).collect();
        names.dedup();
        names
    }

    pub fn description(&self, name: &str) -> Option<String> {
        self.descriptions.lock().unwrap().get(name).cloned()
    }
}

impl Recorder for Figures {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.descriptions.lock().unwrap().insert(name.as_str().to_owned(), description.into_owned());
    }

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let labels: Vec<_> =
            key.labels().map(|label| format!("{}={:?}", label.key(), label.value())).collect();
        let shown = match labels.as_slice() {
            [] => key.name().to_owned(),
            labels => format!("{}{{{}}}", key.name(), labels.join(",")),
        };
        Counter::from_arc(Arc::clone(self.counters.lock().unwrap().entry(shown).or_default()))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
