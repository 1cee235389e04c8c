//! What events come to, by group: one statement around the query of the events that fit.

use diesel::{
    QueryResult,
    dsl::sql,
    prelude::QueryDsl as _,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventStats, StatsGroup},
    page::{Page, PageRequest, Position, SortKey},
    text::FoldedKey,
};
use uuid::Uuid;

use super::filter::{Order, fitting};
use crate::{
    columns::{Corrupt, UuidBlob, count},
    keyset,
};

/// A group: its folded key, its name and its sums.
pub(super) type StatsRow = (String, String, i64, i64, i64, i64, i64, i64, UuidBlob);

/// One page of groups, and one more.
pub(super) struct StatsQuery {
    fitting: Box<dyn QueryFragment<Sqlite> + Send>,
    group: StatsGroup,
    after: Option<String>,
    rows: i64,
}

impl StatsQuery {
    pub(super) fn new(
        filter: &EventFilter,
        group: StatsGroup,
        page: &PageRequest,
    ) -> Result<Self, StoreError> {
        let PageRequest { limit, after } = page;
        let after = after.as_ref().map(keyset::folded).transpose()?;
        // The type is a stand-in: only the text of the query is used.
        let columns = sql::<BigInt>(columns(group));
        let fitting = Box::new(fitting(filter, Order::AnyButStart).select(columns));
        Ok(Self { fitting, group, after, rows: keyset::rows(*limit) })
    }
}

/// What the sums need of an event, and the key and name of its group.
///
/// The key is the name, folded: so that a position can be made of the name.
const fn columns(group: StatsGroup) -> &'static str {
    macro_rules! columns {
        ($group:literal) => {
            concat!(
                "events.key AS event_key, events.id AS id, event_counters.registered AS registered, ",
                "event_counters.waitlisted AS waitlisted, event_counters.views AS views, ",
                "COALESCE(events.capacity, venues.capacity) AS seats",
                $group
            )
        };
    }
    match group {
        StatsGroup::City => columns!(", events.city_key AS group_key, events.city AS name"),
        StatsGroup::Month => columns!(
            ", strftime('%Y-%m', events.starts_at / 1000000, 'unixepoch') AS group_key,
               strftime('%Y-%m', events.starts_at / 1000000, 'unixepoch') AS name"
        ),
        // NULL, and left out, without a venue.
        StatsGroup::Venue => columns!(
            ", trim(venues.name_key || ' (' || venues.city_key || ')') AS group_key,
               venues.name || ' (' || venues.city || ')' AS name"
        ),
        StatsGroup::Tag => columns!(""),
    }
}

impl QueryFragment<Sqlite> for StatsQuery {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        // Of many spellings that of the first event counts: SQLite takes a bare column from the row
        // of the one `min`.
        out.push_sql(
            "SELECT group_key, name, count(*), sum(registered), sum(waitlisted), \
             COALESCE(sum(seats), 0), sum(CASE WHEN seats IS NULL THEN 0 ELSE registered END), \
             sum(views), min(id) FROM (",
        );
        match self.group {
            StatsGroup::City | StatsGroup::Month | StatsGroup::Venue => {
                self.fitting.walk_ast(out.reborrow())?;
            }
            StatsGroup::Tag => {
                out.push_sql(
                    "SELECT fitting.*, event_tags.tag_key AS group_key, event_tags.tag AS name FROM (",
                );
                self.fitting.walk_ast(out.reborrow())?;
                out.push_sql(
                    ") AS fitting INNER JOIN event_tags ON event_tags.event_key = fitting.event_key",
                );
            }
        }
        out.push_sql(") WHERE group_key IS NOT NULL");
        if let Some(after) = &self.after {
            out.push_sql(" AND group_key > ");
            out.push_bind_param::<Text, _>(after)?;
        }
        out.push_sql(" GROUP BY group_key ORDER BY group_key LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.rows)
    }
}

impl Query for StatsQuery {
    type SqlType = (Text, Text, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, Binary);
}

// The SQL depends on the values, so diesel must not cache it by type.
impl QueryId for StatsQuery {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The page that the rows make.
pub(super) fn page(rows: Vec<StatsRow>, request: &PageRequest) -> Result<Page<EventStats>, StoreError> {
    let groups = rows.into_iter().map(group).collect::<Result<Vec<_>, Corrupt>>()?;
    let page = Page::from_rows(groups, request.limit, |(key, _)| Position {
        key: SortKey::Text(FoldedKey::of(key)),
        id: Uuid::nil(),
    });
    Ok(page.map(|(_, stats)| stats))
}

fn group(row: StatsRow) -> Result<(String, EventStats), Corrupt> {
    let (group_key, key, events, registered, waitlisted, capacity, seated, views, _) = row;
    let stats = EventStats {
        key,
        events: count("count", events)?,
        registered: count("event_counters.registered", registered)?,
        waitlisted: count("event_counters.waitlisted", waitlisted)?,
        capacity: count("events.capacity", capacity)?,
        seated: count("event_counters.registered", seated)?,
        views: count("event_counters.views", views)?,
    };
    Ok((group_key, stats))
}
