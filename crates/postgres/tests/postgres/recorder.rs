//! What diesel really sends: every connection that is set up on this thread reports its statements
//! here. A test on a runtime of one thread sees its own and no other.

use std::{cell::RefCell, sync::Once};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

thread_local! {
    static SEEN: RefCell<Vec<Statement>> = const { RefCell::new(Vec::new()) };
    static KEPT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[derive(Debug, Clone)]
pub struct Statement {
    pub sql: String,
    /// As SQL writes them.
    pub values: Vec<String>,
}

/// Starts to listen to all connections set up from now on.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap());
}

/// What this thread has sent since it last asked.
pub fn take() -> Vec<Statement> {
    SEEN.with_borrow_mut(std::mem::take)
}

/// What this thread has had prepared to keep since it last asked.
pub fn take_kept() -> Vec<String> {
    KEPT.with_borrow_mut(std::mem::take)
}

struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::CacheQuery { sql, .. } = &event {
            KEPT.with_borrow_mut(|kept| kept.push((*sql).to_owned()));
        }
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        let text = query.to_string();
        let (sql, values) = text.split_once(" -- binds: ").unwrap_or((&text, "[]"));
        let values = values.trim().trim_start_matches('[').trim_end_matches(']');
        let values = values.split(", ").filter(|value| !value.is_empty()).map(quoted).collect();
        SEEN.with_borrow_mut(|seen| seen.push(Statement { sql: sql.trim().to_owned(), values }));
    }
}

fn quoted(debug: &str) -> String {
    format!("'{}'", debug.trim_matches('"').replace('\'', "''"))
}
