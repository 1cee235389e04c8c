use fasttrack_domain::{Invalid, event::EventStats};
use serde::{Deserialize, Serialize};

use super::Stored;

#[derive(Serialize, Deserialize)]
pub(crate) struct StatsRow {
    key: String,
    events: u64,
    registered: u64,
    waitlisted: u64,
    capacity: u64,
    seated: u64,
    views: u64,
}

impl Stored for EventStats {
    type Row = StatsRow;

    fn to_row(&self) -> StatsRow {
        let Self { key, events, registered, waitlisted, capacity, seated, views } = self.clone();
        StatsRow { key, events, registered, waitlisted, capacity, seated, views }
    }

    fn of_row(row: StatsRow) -> Result<Self, Invalid> {
        let StatsRow { key, events, registered, waitlisted, capacity, seated, views } = row;
        Ok(Self { key, events, registered, waitlisted, capacity, seated, views })
    }
}
