//! Which columns there are.

use super::{
    cells::{Cells, Problem},
    legacy, own,
    sink::Parsed,
};

/// Whose columns a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// FastTrack's own.
    Own,
    /// Those of the legacy FastTrackAPI.
    Legacy,
}

/// What a name of a column stands for.
pub(super) enum Column {
    /// A value of the row.
    Value(&'static str),
    /// Something that is known and of no use.
    Ignored,
}

impl Layout {
    /// Tells the layout by names that only one of them has; when in doubt, it is our own.
    pub(super) fn of<'a>(mut names: impl Iterator<Item = &'a str>) -> Self {
        if names.any(|name| legacy::MARKS.contains(&name)) { Self::Legacy } else { Self::Own }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Own => &own::COLUMNS,
            Self::Legacy => &legacy::COLUMNS,
        }
    }

    /// The columns without which no row can be made.
    pub(super) const fn mandatory(self) -> &'static [&'static str] {
        match self {
            Self::Own => &own::MANDATORY,
            Self::Legacy => &legacy::MANDATORY,
        }
    }

    /// The column of this name, if the layout has it.
    pub(super) fn column(self, name: &str) -> Option<Column> {
        let ignored = self == Self::Legacy && legacy::IGNORED.contains(&name);
        let known = self.columns().iter().find(|column| **column == name);
        known.map(|column| Column::Value(column)).or(ignored.then_some(Column::Ignored))
    }

    /// Makes a row of the values of a record.
    pub(super) fn parse(self, cells: Cells) -> Result<Parsed, Problem> {
        match self {
            Self::Own => own::parse(cells),
            Self::Legacy => legacy::parse(cells),
        }
    }
}

/// The name of an unknown column, fit for a message: whoever made the file chose it.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if name.chars().count() > LONGEST {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
