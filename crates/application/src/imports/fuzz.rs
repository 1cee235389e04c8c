//! Import files that nobody should have made. The corpus is `corpus/imports`.

use std::{
    cell::Cell,
    io::Read,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use fasttrack_test_support::fuzz::Corpus;

use super::{
    FileFormat, FormatHint, ImportFileError, ImportRow, MAX_RECORD_BYTES, ReadSummary, RejectedRow,
    read_rows, reading::Opening,
};

/// What a file of ours is made of.
const WORDS: [&[u8]; 36] = [
    b",",
    b";",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b"\r",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"'",
    b"=",
    b" ",
    b"null",
    b"7",
    b"-1e400",
    b"title",
    b"city",
    b"starts_at",
    b"event_date",
    b"venue",
    b"tags",
    b"participants",
    b"local_info",
    b"{\"name\":\"x\",\"capacity\":1}",
    b"Olinda",
    b"2031-03-01T19:00:00Z",
    b"2031-03-01 19:00",
    b"\xE3",
    "ã".as_bytes(),
    "🎉".as_bytes(),
    b"\0",
    "\u{feff}".as_bytes(),
];

/// All that came of a file.
#[derive(Debug, PartialEq)]
struct Outcome {
    rows: Vec<Result<ImportRow, RejectedRow>>,
    /// The message of an error that ended it.
    end: Result<ReadSummary, String>,
}

fn outcome(file: impl Read, hint: FormatHint) -> Outcome {
    let mut rows = Vec::new();
    let end = read_rows(file, hint, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    Outcome { rows, end: end.map_err(|error: ImportFileError| error.to_string()) }
}

/// Gives its bytes in pieces of changing size, and complains when it is asked for ever.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
    asked_at_the_end: u32,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.size = self.size % 11 + 1;
        let size = self.size.min(into.len());
        let given = self.bytes.read(&mut into[..size])?;
        if given == 0 {
            self.asked_at_the_end += 1;
            assert!(self.asked_at_the_end < 100, "it does not see that the file has ended");
        }
        Ok(given)
    }
}

fn cut(bytes: &[u8], size: usize) -> Pieces<'_> {
    Pieces { bytes, size, asked_at_the_end: 0 }
}

fn numbers(row: &Result<ImportRow, RejectedRow>) -> (u64, u64) {
    match row {
        Ok(row) => (row.record, row.line),
        Err(row) => (row.record, row.line),
    }
}

/// Each record is a row or says what is wrong with it and where.
fn accounts_for_every_record(bytes: &[u8], Outcome { rows, end }: &Outcome) {
    let last_line = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let one_a_line = end.as_ref().is_ok_and(|summary| summary.format != FileFormat::Json);
    let mut before = 0;
    for (expected, row) in (1..).zip(rows) {
        let (record, line) = numbers(row);
        assert_eq!(record, expected);
        assert!((1..=last_line).contains(&line), "line {line} of {last_line}");
        assert!(line > before || (line == before && !one_a_line), "line {line} after line {before}");
        before = line;
        if let Err(problem) = row {
            assert!(!problem.code.is_empty() && !problem.detail.is_empty());
            assert!(!problem.detail.contains(char::is_control), "{:?}", problem.detail);
        }
    }
    if let Ok(summary) = end {
        let accepted = rows.iter().filter(|row| row.is_ok()).count() as u64;
        assert_eq!((summary.accepted, summary.rejected), (accepted, rows.len() as u64 - accepted));
        assert!(!summary.stopped);
    }
}

#[test]
fn whatever_the_file_every_record_is_accounted_for_and_pieces_say_the_same() {
    let size = Cell::new(0);
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "imports").attack(400, &WORDS, |bytes| {
        size.set(size.get() + 1);
        for hint in [FormatHint::Unknown, FormatHint::Json] {
            let whole = outcome(bytes, hint);
            accounts_for_every_record(bytes, &whole);
            assert_eq!(outcome(cut(bytes, size.get()), hint), whole);
        }
    });
}

/// An upload is refused by its opening, before it is stored: so the opening must know.
#[test]
fn no_opening_is_refused_of_a_file_that_can_be_read() {
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "imports").attack(300, &WORDS, |bytes| {
        let mut opening = Opening::default();
        if !opening.push(bytes) {
            opening.end();
        }
        let refused = opening.check(FormatHint::Unknown).map_err(|error| error.to_string());
        if outcome(bytes, FormatHint::Unknown).end.is_ok() {
            assert_eq!(refused, Ok(()));
        }
    });
}

/// The longest header that is read has some hundred thousand columns. Each is looked at once, or this
/// would take minutes.
#[test]
fn a_header_of_a_megabyte_is_refused_at_once() {
    let half = MAX_RECORD_BYTES / 2 - 100;
    let file = ["id,".repeat(half / 3), "title,".repeat(half / 6), "event_date,city\n".to_owned()].concat();
    let begun = Instant::now();
    let message = outcome(file.as_bytes(), FormatHint::Unknown).end.unwrap_err();
    assert!(message.contains("has more than once"), "{message}");
    assert!(begun.elapsed() < Duration::from_secs(10), "it took {:?}", begun.elapsed());
}
