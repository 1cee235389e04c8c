use serde::Serialize;
use utoipa::ToSchema;

/// The key to one's own calendar. It is shown only now.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarKeyBody {
    /// The key. Who has it can read the calendar, and nothing else.
    #[schema(example = "bXkgY2FsZW5kYXIga2V5LCBhbmQgbm9ib2R5IGVsc2U")]
    pub key: String,
    /// What to give a calendar program, at the address that this request was sent to.
    #[schema(
        format = "uri",
        example = "https://fasttrack.example/api/v1/calendar.ics?key=bXkgY2FsZW5kYXIga2V5LCBhbmQgbm9ib2R5IGVsc2U"
    )]
    pub url: String,
}
