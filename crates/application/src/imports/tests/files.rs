//! Files that are none of ours.

use std::fs::File;

use super::*;

#[test]
fn nothing_is_an_error_and_no_rows_are_none() {
    for empty in ["", " \r\n\n ", "\u{feff}", "\u{feff}\n"] {
        assert!(matches!(read(empty).end, Err(ImportFileError::Empty)), "{empty:?}");
    }
    for no_rows in ["title,starts_at,city", "title,starts_at,city\n\n", "[]", " [ \n ] \n"] {
        let reading = read(no_rows);
        assert_eq!((reading.summary().accepted, reading.summary().rejected), (0, 0), "{no_rows:?}");
    }
}

#[test]
fn binary_files_and_utf_16_are_told_apart_from_text() {
    assert!(matches!(read(b"PK\x03\x04\x14\0\x06\0").end, Err(ImportFileError::Binary)));
    assert!(matches!(read(b"t\0i\0t\0l\0e\0").end, Err(ImportFileError::Binary)));
    for mark in [&b"\xFF\xFEt\0"[..], &b"\xFE\xFF\0t"[..]] {
        assert!(matches!(read(mark).end, Err(ImportFileError::Utf16)));
    }
}

#[test]
fn a_folder_cannot_be_read() {
    let folder = File::open(env!("CARGO_MANIFEST_DIR")).unwrap();
    let reading = read_as(folder, FormatHint::Unknown);
    assert!(matches!(reading.end, Err(ImportFileError::Unreadable(_))));
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    // More than is looked at before reading, so that rows come first.
    let padding = "\n".repeat(16 * 1024);
    let start = format!("title,starts_at,city\nSarau,2031-03-01T19:00:00Z,Olinda\n{padding}");
    let reading = read_as(std::io::Read::chain(start.as_bytes(), Broken), FormatHint::Unknown);
    assert_eq!(reading.rows.len(), 1);
    assert!(matches!(reading.end, Err(ImportFileError::Unreadable(_))));
}

#[test]
fn reading_stops_when_told() {
    let file = format!("{}\n{}\n", own("Um"), own("Dois"));
    let mut seen = 0;
    let summary = read_rows(file.as_bytes(), FormatHint::Unknown, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    let summary = summary.unwrap();
    assert_eq!((seen, summary.accepted, summary.stopped), (1, 1, true));
    assert!(!read(file).summary().stopped);
}
