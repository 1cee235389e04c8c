//! From events to bytes, one piece after the other.

use fasttrack_domain::{error::Cause, event::EventView, venue::VenueDetails};

use super::{
    ExportFormat,
    row::{COLUMNS, Row},
};
use crate::calendar::ics;

/// Writes one file.
pub(super) struct Renderer {
    format: ExportFormat,
    begun: bool,
}

impl Renderer {
    pub(super) const fn new(format: ExportFormat) -> Self {
        Self { format, begun: false }
    }

    /// What stands before the first event.
    pub(super) fn opening(&self) -> String {
        match self.format {
            ExportFormat::Json => "[".to_owned(),
            ExportFormat::Ndjson => String::new(),
            ExportFormat::Csv => format!("{}\n", COLUMNS.join(",")),
            ExportFormat::Ics => ics::OPENING.to_owned(),
        }
    }

    /// One more event, and its venue where the format describes it.
    pub(super) fn event(
        &mut self,
        view: &EventView,
        venue: Option<&VenueDetails>,
        into: &mut Vec<u8>,
    ) -> Result<(), Cause> {
        let first = !std::mem::replace(&mut self.begun, true);
        let row = Row::new(&view.event.details, venue);
        match self.format {
            ExportFormat::Json => {
                into.extend_from_slice(if first { b"\n" } else { b",\n" });
                serde_json::to_writer(into, &row)?;
            }
            ExportFormat::Ndjson => {
                serde_json::to_writer(&mut *into, &row)?;
                into.push(b'\n');
            }
            ExportFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().from_writer(into);
                writer.write_record(row.fields()?.iter().map(|field| field.as_bytes()))?;
                writer.flush()?;
            }
            ExportFormat::Ics => into.extend_from_slice(ics::event(view).as_bytes()),
        }
        Ok(())
    }

    /// What stands after the last event. Without it, a file is not whole.
    pub(super) const fn closing(&self) -> &'static str {
        match self.format {
            ExportFormat::Json => "\n]\n",
            ExportFormat::Ndjson | ExportFormat::Csv => "",
            ExportFormat::Ics => ics::CLOSING,
        }
    }
}
