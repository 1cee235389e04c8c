//! Reads one `.env` file into pairs, without touching the process's environment.

use std::{
    cell::Cell,
    fs,
    io::{self, Read},
    path::Path,
    rc::Rc,
};

const HINT: &str = "write NAME='value'; without single quotes, spaces, `#` and `$` mean something else";

/// The variables of a file, in order; `None` when there is no such file.
///
/// # Errors
/// A sentence that says where the fault is. Never the line itself: it may hold a secret.
pub(super) fn read(path: &Path) -> Result<Option<Vec<(String, String)>>, String> {
    match fs::read(path) {
        Ok(bytes) => parse(&bytes).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

fn parse(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Rc::new(Cell::new(0));
    let reader = LineByLine { rest: text.as_bytes(), lines: Rc::clone(&lines) };
    dotenvy::from_read_iter(reader)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("line {} cannot be understood: {HINT}", first_line(&error, lines.get())))
}

/// dotenvy says where in a line it gave up, but not in which line. It reads ahead in blocks; given
/// no more than a line at a time, it has read exactly up to the fault.
struct LineByLine<'a> {
    rest: &'a [u8],
    lines: Rc<Cell<usize>>,
}

impl Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line = self.rest.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
        let mut chunk = line.get(..buffer.len()).unwrap_or(line);
        let read = chunk.read(buffer)?;
        let (taken, rest) = self.rest.split_at_checked(read).unwrap_or((self.rest, &[]));
        self.rest = rest;
        if taken.ends_with(b"\n") || (rest.is_empty() && !taken.is_empty()) {
            self.lines.set(self.lines.get() + 1);
        }
        Ok(read)
    }
}

/// A quoted value may span lines, and an open quote spans them to the end: the fault is where it
/// began.
fn first_line(error: &dotenvy::Error, read: usize) -> usize {
    match error {
        dotenvy::Error::LineParse(text, _) => (read + 1).saturating_sub(text.lines().count().max(1)),
        _ => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_values_are_taken_literally() {
        let pairs = parse("# hello\nA='pa$$w0rd # \"x\"'\n\nexport B=2\n".as_bytes()).unwrap();
        assert_eq!(pairs, [("A".into(), "pa$$w0rd # \"x\"".into()), ("B".into(), "2".into())]);
    }

    #[test]
    fn a_fault_names_its_line_and_never_the_text() {
        for (text, line) in [
            ("A=1\nB=hunter2 hunter3\nC=3\n", 2),
            ("A=1\n\n# x\nB=\"hunter2\nC=3\nD=4", 4),
            ("hunter2", 1),
            ("A='x\ny'\nB=\"pa$hunter2\"", 3),
        ] {
            let fault = parse(text.as_bytes()).unwrap_err();
            assert_eq!(fault, format!("line {line} cannot be understood: {HINT}"), "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_a_file_that_is_missing_is_none() {
        assert_eq!(parse("\u{feff}A=1".as_bytes()).unwrap(), [("A".into(), "1".into())]);
        assert_eq!(read(Path::new("/nowhere/.env")), Ok(None));
    }
}
