//! What commands print. Results go to standard output, everything that is said about them to
//! standard error, so that `fasttrack openapi > file` holds the document and nothing else.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

/// One line of the result. A reader who has enough (`fasttrack user list | head -1`) is no error.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn line(text: impl Display) -> anyhow::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// One line for the person at the terminal.
pub(super) fn note(text: impl Display) {
    // Nobody is left to tell that nobody listens.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// What went wrong, and what caused it.
pub(super) fn error(error: &anyhow::Error) {
    note(format_args!("error: {error}"));
    for cause in error.chain().skip(1) {
        note(format_args!("  caused by: {cause}"));
    }
}
