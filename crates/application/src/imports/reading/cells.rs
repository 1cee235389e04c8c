//! The values of a record by column, whatever the format, and how each sort of value is parsed.

use std::{borrow::Cow, num::IntErrorKind, str::FromStr};

use fasttrack_domain::Invalid;
use serde_json::{Map, Value};

/// Why a record is no row.
#[derive(Debug)]
pub(super) struct Problem {
    pub column: Option<&'static str>,
    pub code: &'static str,
    pub detail: Cow<'static, str>,
}

impl Problem {
    /// Of the record as a whole.
    pub(super) fn of_row(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { column: None, code, detail: detail.into() }
    }

    /// Of one column.
    pub(super) fn of(column: &'static str, invalid: Invalid) -> Self {
        let Invalid { code, detail } = invalid;
        Self { column: Some(column), code, detail }
    }

    fn wrong_type(column: &'static str, detail: &'static str) -> Self {
        Self::of(column, Invalid::new("wrong_type", detail))
    }
}

/// One value. A field of CSV and a string of JSON are the same, so that both formats take the
/// same words; blank text and `null` are no value.
enum Cell {
    Text(String),
    /// Neither a string nor `null`.
    Json(Value),
}

/// The values that a record has. Each is taken out once.
#[derive(Default)]
pub(super) struct Cells(Vec<(&'static str, Cell)>);

impl Cells {
    pub(super) fn put_text(&mut self, column: &'static str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.0.push((column, Cell::Text(text.to_owned())));
        }
    }

    pub(super) fn put_json(&mut self, column: &'static str, value: Value) {
        match value {
            Value::Null => {}
            Value::String(text) => self.put_text(column, &text),
            value => self.0.push((column, Cell::Json(value))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, column: &'static str) -> Option<Cell> {
        let found = self.0.iter().position(|(name, _)| *name == column)?;
        Some(self.0.swap_remove(found).1)
    }

    pub(super) fn text(&mut self, column: &'static str) -> Result<Option<String>, Problem> {
        match self.take(column) {
            None => Ok(None),
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Json(_)) => Err(Problem::wrong_type(column, "must be text")),
        }
    }

    pub(super) fn optional<T>(&mut self, column: &'static str) -> Result<Option<T>, Problem>
    where
        T: FromStr<Err = Invalid>,
    {
        let text = self.text(column)?;
        text.map(|text| text.parse().map_err(|invalid| Problem::of(column, invalid))).transpose()
    }

    pub(super) fn required<T>(&mut self, column: &'static str) -> Result<T, Problem>
    where
        T: FromStr<Err = Invalid>,
    {
        required(column, self.optional(column)?)
    }

    pub(super) fn integer(&mut self, column: &'static str) -> Result<Option<i64>, Problem> {
        let number = match self.take(column) {
            None => return Ok(None),
            Some(Cell::Text(text)) => parse_integer(&text),
            Some(Cell::Json(Value::Number(number))) => parse_integer(&number.to_string()),
            Some(Cell::Json(_)) => None,
        };
        number.map(Some).ok_or_else(|| Problem::wrong_type(column, "must be a whole number"))
    }

    pub(super) fn flag(&mut self, column: &'static str) -> Result<Option<bool>, Problem> {
        match self.take(column) {
            None => Ok(None),
            Some(Cell::Json(Value::Bool(flag))) => Ok(Some(flag)),
            Some(_) => Err(Problem::wrong_type(column, "must be true or false")),
        }
    }

    pub(super) fn number(&mut self, column: &'static str) -> Result<Option<f64>, Problem> {
        match self.take(column) {
            None => Ok(None),
            Some(Cell::Json(Value::Number(number))) => Ok(number.as_f64()),
            Some(_) => Err(Problem::wrong_type(column, "must be a number")),
        }
    }

    /// A JSON array of strings, or text that holds one, or text split at semicolons. Blank items
    /// are none; of others there may be so many.
    pub(super) fn list<T>(&mut self, column: &'static str, most: usize) -> Result<Vec<T>, Problem>
    where
        T: FromStr<Err = Invalid>,
    {
        match self.take(column) {
            None => Ok(Vec::new()),
            Some(Cell::Text(text)) => match array_of_text(&text) {
                Some(items) => parse_items(column, items.iter().map(String::as_str), most),
                None => parse_items(column, text.split(';'), most),
            },
            Some(Cell::Json(Value::Array(items))) => {
                let texts = items.iter().map(Value::as_str).collect::<Option<Vec<_>>>();
                let texts = texts.ok_or_else(|| Problem::wrong_type(column, "must hold nothing but text"))?;
                parse_items(column, texts.into_iter(), most)
            }
            Some(Cell::Json(_)) => Err(Problem::wrong_type(column, "must be text or an array of text")),
        }
    }

    /// Whether a column holds a JSON object, or text that begins like one.
    pub(super) fn is_object(&self, column: &'static str) -> bool {
        self.0.iter().any(|(name, cell)| {
            *name == column
                && match cell {
                    Cell::Text(text) => text.starts_with('{'),
                    Cell::Json(value) => value.is_object(),
                }
        })
    }

    /// A JSON object, or text that holds one.
    pub(super) fn object(&mut self, column: &'static str) -> Result<Option<Map<String, Value>>, Problem> {
        let value = match self.take(column) {
            None => return Ok(None),
            Some(Cell::Json(value)) => value,
            Some(Cell::Text(text)) => serde_json::from_str(&text)
                .map_err(|error| Problem { column: Some(column), ..invalid_json(&error) })?,
        };
        match value {
            Value::Null => Ok(None),
            Value::Object(members) => Ok(Some(members)),
            _ => Err(Problem::wrong_type(column, "must be an object")),
        }
    }
}

/// A value that must be there.
pub(super) fn required<T>(column: &'static str, value: Option<T>) -> Result<T, Problem> {
    value.ok_or_else(|| Problem::of(column, Invalid::new("required", "must not be empty")))
}

/// What serde_json found, by place only: its own words may quote the row.
pub(super) fn invalid_json(error: &serde_json::Error) -> Problem {
    let detail = format!("is not valid JSON: line {} of the record, column {}", error.line(), error.column());
    Problem::of_row("invalid_json", detail)
}

/// Stops at the first item that is bad or one too many, however many there are.
fn parse_items<'a, T>(
    column: &'static str,
    items: impl Iterator<Item = &'a str>,
    most: usize,
) -> Result<Vec<T>, Problem>
where
    T: FromStr<Err = Invalid>,
{
    let parse = |(before, item): (usize, &str)| {
        if before == most {
            return Err(Invalid::new("too_many", format!("must hold at most {most} items")));
        }
        item.parse()
    };
    let items = items.filter(|item| !item.trim().is_empty()).enumerate();
    items.map(parse).collect::<Result<_, _>>().map_err(|invalid| Problem::of(column, invalid))
}

/// What text that is a JSON array of strings holds; other text may begin with a bracket, too.
fn array_of_text(text: &str) -> Option<Vec<String>> {
    if text.starts_with('[') { serde_json::from_str(text).ok() } else { None }
}

/// A number that is too large for `i64` is a number nevertheless: the bounds turn it down later.
fn parse_integer(text: &str) -> Option<i64> {
    match text.parse::<i64>() {
        Ok(number) => Some(number),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow => Some(i64::MAX),
            IntErrorKind::NegOverflow => Some(i64::MIN),
            _ => None,
        },
    }
}
