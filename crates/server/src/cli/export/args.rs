use std::path::PathBuf;

use clap::Args;
use fasttrack_application::exports::ExportFormat;
use fasttrack_domain::{
    event::{EventFilter, EventSort, EventStatus, Visibility},
    text::{FoldedKey, SearchText},
    time::Timestamp,
    user::{UserId, Username},
    venue::VenueId,
};

#[derive(Debug, Args)]
#[command(after_help = "\
`fasttrack import` reads json, ndjson and csv back as equal events, also into an empty database: each
event describes its venue. Registrations are not exported.

Examples:
  fasttrack export --output events.csv
  fasttrack export --format ndjson --status published --starts-after 2027-01-01T00:00:00Z | gzip > e.gz
  fasttrack export --format ics --city recife > recife.ics")]
pub(in crate::cli) struct ExportArgs {
    /// json, ndjson, csv or ics [default: by the extension of the file, else json]
    #[arg(long)]
    pub format: Option<ExportFormat>,
    /// The file; it appears when it is whole [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The order: starts_at, -starts_at, -created_at or title
    #[arg(long, default_value = "starts_at", allow_hyphen_values = true)]
    pub sort: EventSort,
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// The filters of `GET /api/v1/events`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which events (all of them, if nothing is said)")]
pub(in crate::cli) struct FilterArgs {
    /// With all these words in title, description, city or tags
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// In this city
    #[arg(long)]
    city: Option<String>,
    /// With this tag
    #[arg(long)]
    tag: Option<String>,
    /// At the venue of this identifier
    #[arg(long, value_name = "ID", value_parser = VenueId::parse)]
    venue_id: Option<VenueId>,
    /// draft, published or cancelled
    #[arg(long)]
    status: Option<EventStatus>,
    /// That start at this instant or later, such as 2027-01-01T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = Timestamp::parse)]
    starts_after: Option<Timestamp>,
    /// That start before this instant
    #[arg(long, value_name = "TIME", value_parser = Timestamp::parse)]
    starts_before: Option<Timestamp>,
    /// Of this owner
    #[arg(long, value_name = "NAME")]
    pub created_by: Option<Username>,
    /// With fewer confirmed registrations than seats
    #[arg(long)]
    has_seats: bool,
}

impl ExportArgs {
    /// What was asked for, else what the name of the file says.
    pub(super) fn format(&self) -> ExportFormat {
        let extension = || self.output.as_ref()?.extension()?.to_str()?.to_lowercase().parse().ok();
        self.format.or_else(extension).unwrap_or_default()
    }
}

impl FilterArgs {
    /// The filter, with the owner that its name stands for.
    pub(super) fn filter(&self, created_by: Option<UserId>) -> EventFilter {
        let Self { q, city, tag, venue_id, status, starts_after, starts_before, created_by: _, has_seats } =
            self;
        EventFilter {
            query: q.as_deref().map(|q| SearchText::of([q])).filter(|words| !words.is_empty()),
            city: city.as_deref().map(FoldedKey::of),
            tag: tag.as_deref().map(FoldedKey::of),
            venue_id: *venue_id,
            status: *status,
            starts_after: *starts_after,
            starts_before: *starts_before,
            created_by,
            has_seats: *has_seats,
            // The use case knows what the operator may see: everything.
            visible: Visibility::default(),
        }
    }
}
