//! Records that are JSON objects.

use std::{borrow::Cow, ops::ControlFlow};

use serde_json::{Map, Value};

use super::{
    cells::{Cells, Problem, invalid_json},
    decode::Decoder,
    frame::Framer,
    layout::{Column, Layout, shown},
    sink::{Parsed, Sink},
};
use crate::imports::ImportFileError;

/// Reads objects up to the end of the file, or until the sink breaks.
pub(super) fn read(
    mut framer: impl Framer,
    mut decoder: Decoder,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, ImportFileError> {
    while let Some(frame) = framer.advance()? {
        let text = frame.sound.and_then(|()| decoder.text(framer.record()));
        if sink.hand_over(frame.line, text.and_then(parse)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

#[expect(clippy::needless_pass_by_value, reason = "so that it can stand after `and_then`")]
fn parse(text: Cow<'_, str>) -> Result<Parsed, Problem> {
    let value: Value = serde_json::from_str(&text).map_err(|error| invalid_json(&error))?;
    let Value::Object(members) = value else {
        return Err(Problem::of_row("wrong_type", "must be an object"));
    };
    let layout = Layout::of(members.keys().map(String::as_str));
    layout.parse(cells(layout, members)?)
}

fn cells(layout: Layout, members: Map<String, Value>) -> Result<Cells, Problem> {
    let mut cells = Cells::default();
    for (name, value) in members {
        match layout.column(&name) {
            Some(Column::Value(column)) => cells.put_json(column, value),
            Some(Column::Ignored) => {}
            None => {
                let detail = format!("there is no column {}", shown(&name));
                return Err(Problem::of_row("unknown_field", detail));
            }
        }
    }
    Ok(cells)
}
