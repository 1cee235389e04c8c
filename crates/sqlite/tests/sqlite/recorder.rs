//! What really reaches SQLite: every connection that diesel opens in this process reports its
//! statements here, by database file.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, Once},
};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

static SEEN: LazyLock<Mutex<HashMap<String, Seen>>> = LazyLock::new(Mutex::default);

#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub connections: usize,
    /// As SQLite got them, values left out.
    pub statements: Vec<String>,
}

/// Starts to listen to all connections opened from now on.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(Recorder(None)))).unwrap());
}

/// What a database saw up to now.
pub fn seen(path: &str) -> Seen {
    SEEN.lock().unwrap().get(path).cloned().unwrap_or_default()
}

/// Which database the connection is of.
struct Recorder(Option<String>);

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let mut all = SEEN.lock().unwrap();
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                all.entry(url.to_owned()).or_default().connections += 1;
                self.0 = Some(url.to_owned());
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                let Some(path) = &self.0 else { return };
                let text = query.to_string();
                let sql = text.split(" -- binds:").next().unwrap_or_default().trim().to_owned();
                all.entry(path.clone()).or_default().statements.push(sql);
            }
            _ => {}
        }
    }
}
