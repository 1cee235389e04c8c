//! Constant memory, seen from outside: no row waits for bytes that come long after it.

use std::{cell::Cell, io::Read};

use super::*;

/// Gives its bytes one at a time.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let one = into.len().min(1);
        self.0.read(&mut into[..one])
    }
}

#[test]
fn pieces_of_any_size_say_the_same() {
    let item = own("São \"João\"\n");
    for file in [
        "title;starts_at;city\r\n\"São; \"\"João\"\"\";2031-03-01T19:00:00Z;Olinda\r\n".to_owned(),
        format!("\u{feff}[{item},{item}]"),
        format!("{item}\n{item}"),
    ] {
        let whole = read(&file);
        let trickled = read_as(Trickle(file.as_bytes()), FormatHint::Unknown);
        assert_eq!(trickled.rows, whole.rows);
        assert_eq!(trickled.problems(), whole.problems());
    }
}

/// A file of so many records that exists only while it is read, and counts the bytes it gave.
struct Generated<'a, F> {
    record: F,
    next: u64,
    pending: Vec<u8>,
    given: &'a Cell<u64>,
}

impl<F: Fn(u64) -> Option<String>> Read for Generated<'_, F> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.pending.is_empty() {
            self.pending = (self.record)(self.next).unwrap_or_default().into_bytes();
            self.next += 1;
        }
        let count = self.pending.len().min(into.len());
        into[..count].copy_from_slice(&self.pending[..count]);
        self.pending.drain(..count);
        self.given.set(self.given.get() + count as u64);
        Ok(count)
    }
}

/// Reads a generated file. When row `n` is handed over, hardly more than the bytes up to row `n`
/// may have been asked for; the records before it, long gone, were given to the reader only once.
fn never_reads_ahead(records: u64, record: impl Fn(u64) -> Option<String>) {
    /// What is looked at before reading, and one buffer.
    const SLACK: u64 = 32 * 1024;
    let given = Cell::new(0);
    let file = Generated { record: &record, next: 0, pending: Vec::new(), given: &given };
    let mut needed = record(0).unwrap().len() as u64;
    let mut n = 0;
    let summary = read_rows(file, FormatHint::Unknown, &mut |row| {
        row.unwrap();
        n += 1;
        needed += record(n).unwrap().len() as u64;
        assert!(given.get() < needed + SLACK, "{} bytes were read for row {n}", given.get());
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().accepted, records);
    assert_eq!(n, records);
}

const RECORDS: u64 = 600;

fn event(n: u64) -> String {
    let mut event = own(&format!("Sarau {n}"));
    event["description"] = "x".repeat(200).into();
    event.to_string()
}

#[test]
fn csv_streams() {
    never_reads_ahead(RECORDS, |n| match n {
        0 => Some("title,starts_at,city,description\n".to_owned()),
        n if n <= RECORDS => {
            Some(format!("Sarau {n},2031-03-01T19:00:00Z,Olinda,\"{}\"\n", "x\n".repeat(100)))
        }
        _ => None,
    });
}

#[test]
fn json_lines_stream() {
    never_reads_ahead(RECORDS, |n| match n {
        0 => Some("\n".to_owned()),
        n if n <= RECORDS => Some(format!("{}\n", event(n))),
        _ => None,
    });
}

#[test]
fn a_json_array_streams() {
    never_reads_ahead(RECORDS, |n| match n {
        0 => Some("[".to_owned()),
        n if n < RECORDS => Some(format!("{},\n", event(n))),
        n if n == RECORDS => Some(format!("{}\n]", event(n))),
        _ => None,
    });
}
