use std::path::PathBuf;

use clap::{Args, ValueEnum};
use fasttrack_application::imports::FormatHint;
use fasttrack_domain::user::Username;

#[derive(Debug, Args)]
#[command(after_help = "\
CSV has these columns, named in its first line, in any order; separated by `,` or `;`, in UTF-8 or Latin-1:
  title, city         text; mandatory
  starts_at           2030-06-13T20:00:00-03:00, or 2030-06-13 20:00 by the clocks of time_zone; mandatory
  ends_at             the same
  time_zone           an IANA name such as America/Recife [default: UTC]
  description         text
  venue               the name of one that the city has, or a JSON object that describes one
  capacity            a whole number
  tags                words separated by `;`, or a JSON array
  status              draft, published or cancelled [default: draft]
or those of the former FastTrackAPI:
  title, event_date, city (mandatory), description, participants, local_info
JSON is an array of such objects, or one object a line. Any other column is refused.
\"Files that are imported\" in docs/API-DESIGN.md says more.

A dry run counts what the import would do. It tries 500 rows at a time, so it cannot know what an
earlier 500 would have left behind: a venue that they describe, or that it is booked by then. A row that comes again is known again if it
is one of the first 1,000,000.

Examples:
  fasttrack import events.csv
  fasttrack import events.csv --dry-run
  fasttrack import download.json --owner ana --report bad-rows.csv

Exit codes:
  0  every row is there, added now or already there (before, or by an earlier line)
  1  the import failed; rows that went in before stay, and it can be run again
  3  rows were rejected; all others went in")]
pub(in crate::cli) struct ImportArgs {
    /// The file
    pub file: PathBuf,
    /// Who owns the events: an editor or admin
    #[arg(long, value_name = "NAME", default_value = "admin")]
    pub owner: Username,
    /// Check every row and write nothing but the report
    #[arg(long)]
    pub dry_run: bool,
    /// Where rejected rows are reported. Without any, the report of an earlier run is removed
    /// [default: FILE.rejected.csv]
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// What the file is, where its content leaves a doubt [default: by its extension]
    #[arg(long)]
    format: Option<ImportFormat>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ImportFormat {
    /// Comma- or semicolon-separated values
    Csv,
    /// A JSON array, or one JSON object a line
    Json,
}

impl ImportArgs {
    /// What was asked for, else what the name of the file says.
    pub(super) fn hint(&self) -> FormatHint {
        match self.format {
            Some(ImportFormat::Csv) => FormatHint::Csv,
            Some(ImportFormat::Json) => FormatHint::Json,
            None => {
                let extension = self.file.extension().and_then(|extension| extension.to_str());
                extension.map_or(FormatHint::Unknown, FormatHint::from_extension)
            }
        }
    }
}
