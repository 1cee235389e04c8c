//! What events come to, by group: one statement around the query of the events that fit.

use diesel::{
    QueryResult,
    dsl::sql,
    pg::Pg,
    prelude::QueryDsl as _,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Text},
};
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventStats, StatsGroup},
    page::{Page, PageRequest, Position, SortKey},
    text::FoldedKey,
};
use uuid::Uuid;

use super::filter::fitting;
use crate::{
    columns::{Corrupt, count},
    keyset,
};

/// A group: its folded key, its name and its sums.
pub(super) type StatsRow = (String, String, i64, i64, i64, i64, i64, i64);

/// One page of groups, and one more.
pub(super) struct StatsQuery {
    fitting: Box<dyn QueryFragment<Pg> + Send>,
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
        let fitting = Box::new(fitting(filter).select(columns));
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
                "events.id AS id, event_counters.registered AS registered, ",
                "event_counters.waitlisted AS waitlisted, event_counters.views AS views, ",
                "COALESCE(events.capacity, venues.capacity) AS seats",
                $group
            )
        };
    }
    match group {
        StatsGroup::City => columns!(", events.city_key AS group_key, events.city AS name"),
        StatsGroup::Month => columns!(
            ", to_char(events.starts_at AT TIME ZONE 'UTC', 'YYYY-MM') AS group_key,
               to_char(events.starts_at AT TIME ZONE 'UTC', 'YYYY-MM') AS name"
        ),
        // NULL, and left out, without a venue.
        StatsGroup::Venue => columns!(
            ", trim(venues.name_key || ' (' || venues.city_key || ')') AS group_key,
               venues.name || ' (' || venues.city || ')' AS name"
        ),
        StatsGroup::Tag => columns!(""),
    }
}

impl QueryFragment<Pg> for StatsQuery {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // Of many spellings that of the first event counts. A sum of bigints is a numeric.
        out.push_sql(
            "SELECT group_key, (array_agg(name ORDER BY id))[1], count(*), sum(registered)::bigint, \
             sum(waitlisted)::bigint, COALESCE(sum(seats), 0)::bigint, \
             COALESCE(sum(registered) FILTER (WHERE seats IS NOT NULL), 0)::bigint, \
             sum(views)::bigint FROM (",
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
                out.push_sql(") AS fitting INNER JOIN event_tags ON event_tags.event_id = fitting.id");
            }
        }
        out.push_sql(") AS grouped WHERE group_key IS NOT NULL");
        if let Some(after) = &self.after {
            out.push_sql(" AND group_key COLLATE \"C\" > ");
            out.push_bind_param::<Text, _>(after)?;
        }
        out.push_sql(" GROUP BY group_key ORDER BY group_key COLLATE \"C\" LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.rows)
    }
}

impl Query for StatsQuery {
    type SqlType = (Text, Text, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
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
    let (group_key, key, events, registered, waitlisted, capacity, seated, views) = row;
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
