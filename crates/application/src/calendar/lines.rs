//! Content lines (RFC 5545 §3.1).
//!
//! By hand: the crate `icalendar` 0.17 folds some lines an octet too late, and others never: white
//! space after letters of two bytes makes it run for ever.

use fasttrack_domain::time::Timestamp;

/// The longest line, in octets, without its end.
const LONGEST: usize = 75;

/// Lines, one after the other.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a property whose value is written as it must be, and folds it: what is longer goes on in
    /// further lines behind a space.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds an instant, in UTC, to the second.
    pub(super) fn add_time(&mut self, name: &str, at: Timestamp) {
        self.add(name, &at.to_utc().format("%Y%m%dT%H%M%SZ").to_string());
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A value of text (RFC 5545 §3.3.11): without what would end its line or mean something else.
pub(super) fn text(raw: &str) -> String {
    let mut value = String::with_capacity(raw.len());
    for c in raw.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\n' => value.push_str("\\n"),
            '\\' | ',' | ';' => value.extend(['\\', c]),
            '\t' => value.push(c),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}
