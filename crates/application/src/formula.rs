//! Cells of CSV that a spreadsheet would take for a formula, and run: they are written behind an
//! apostrophe, and read without it.

use std::borrow::Cow;

/// What makes a formula of a cell when it comes first.
const TRIGGERS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Apostrophes before a formula count as part of it, so that those which were there survive.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(TRIGGERS)
}

/// The cell as it is written.
pub(crate) fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guard`].
pub(crate) fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(guarded) if is_formula(guarded) => guarded,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_written_behind_an_apostrophe() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+55 81", "'+55 81"),
            ("-5 °C", "'-5 °C"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("'' ", "'' "),
            ("d'água", "d'água"),
            ("'t Hooft", "'t Hooft"),
            ("", ""),
        ] {
            assert_eq!(guard(cell), written);
            assert_eq!(unguard(written), cell);
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_lost_and_none_is_run(cell in "['=+@\t\ra-]{0,5}") {
            let written = guard(&cell);
            prop_assert!(!written.starts_with(TRIGGERS));
            prop_assert_eq!(unguard(&written), &cell);
        }
    }
}
