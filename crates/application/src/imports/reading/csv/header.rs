use ::csv::StringRecord;

use super::records::Quotes;
use crate::imports::{
    ImportFileError,
    reading::layout::{Column, Layout, shown},
};

/// The columns of a CSV file, in its order.
pub(super) struct Header {
    pub layout: Layout,
    /// `None` is a column that is known and of no use.
    pub columns: Vec<Option<&'static str>>,
}

impl Header {
    /// Names count without outer white space and case. A name that is not known is refused rather
    /// than passed over: it is a misspelt one, or data that would be lost.
    pub(super) fn parse(fields: &StringRecord) -> Result<Self, ImportFileError> {
        let names: Vec<String> = fields.iter().map(|name| name.trim().to_lowercase()).collect();
        let layout = Layout::of(names.iter().map(String::as_str));
        let mut columns = Vec::new();
        // Not looked for among `columns`: a header may have a hundred thousand of no use.
        let mut named = Vec::new();
        let (mut unknown, mut repeated) = (Vec::new(), Vec::new());
        for name in &names {
            let column = match layout.column(name) {
                Some(Column::Value(column)) => Some(column),
                Some(Column::Ignored) => None,
                None => {
                    unknown.push(shown(name));
                    continue;
                }
            };
            if let Some(column) = column {
                if named.contains(&column) {
                    repeated.push(shown(name));
                } else {
                    named.push(column);
                }
            }
            columns.push(column);
        }
        let lacks = layout.mandatory().iter().filter(|name| !named.contains(*name));
        let missing = lacks.map(|name| shown(name)).collect();
        let complaints = [
            complaint("lacks the mandatory", missing),
            complaint("has the unknown", unknown),
            complaint("has more than once the", repeated),
        ];
        let complaints: Vec<_> = complaints.into_iter().flatten().collect();
        if complaints.is_empty() {
            Ok(Self { layout, columns })
        } else {
            Err(ImportFileError::Header(complaints.join("; it ")))
        }
    }
}

/// What is wrong with these columns; a file that is no table of ours may have any number of them.
fn complaint(what: &str, mut names: Vec<String>) -> Option<String> {
    const MOST: usize = 10;
    if names.is_empty() {
        return None;
    }
    if names.len() > MOST {
        names.truncate(MOST);
        names.push("…".to_owned());
    }
    Some(format!("{what} columns {}", names.join(", ")))
}

/// The separator of a file: what stands more often in the header, outside quotes. Rows do not
/// count, for their text may hold any number of either.
pub(in crate::imports::reading) fn separator(opening: &[u8]) -> u8 {
    let header = opening.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let (mut commas, mut semicolons) = (0, 0);
    let mut quotes = Quotes::FieldStart;
    for byte in header {
        let inside = matches!(quotes, Quotes::Inside);
        match byte {
            b',' if !inside => commas += 1,
            b';' if !inside => semicolons += 1,
            _ => {}
        }
        // As long as it is not known which one separates, a field may start after both.
        quotes = quotes.after(*byte, if *byte == b';' { b';' } else { b',' });
    }
    if semicolons > commas { b';' } else { b',' }
}

/// Whether the header ends within the first bytes of a file: at the line end that ends its record.
pub(in crate::imports::reading) fn ends_within(opening: &[u8]) -> bool {
    let separator = separator(opening);
    let (mut quotes, mut blank) = (Quotes::FieldStart, true);
    for byte in opening {
        if *byte == b'\n' && !matches!(quotes, Quotes::Inside) {
            if !blank {
                return true;
            }
            quotes = Quotes::FieldStart;
        } else {
            blank &= byte.is_ascii_whitespace();
            quotes = quotes.after(*byte, separator);
        }
    }
    false
}
