//! Events as readers see them: one statement, whatever the number of events.

use diesel::{
    QueryResult,
    dsl::sql,
    pg::Pg,
    prelude::{
        ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, Queryable,
        Selectable, SelectableHelper as _,
    },
    sql_types::{Array, Text},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventId, EventView},
    venue::VenueSummary,
};

use super::{
    row::{CountersRow, EventRow},
    tags,
};
use crate::{
    connection::Connection,
    schema::{event_counters, events, venues},
    venues::VenueSummaryRow,
};

/// Events, each with its counters and, if it has one, its venue.
#[diesel::dsl::auto_type]
pub(super) fn joined() -> _ {
    events::table
        .inner_join(event_counters::table.on(event_counters::event_id.eq(events::id)))
        .left_join(venues::table.on(events::venue_id.eq(venues::id.nullable())))
}

/// [`joined`], with conditions to be added.
pub(super) type Joined = diesel::dsl::IntoBoxed<'static, joined, Pg>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = events, check_for_backend(Pg))]
pub(super) struct ViewRow {
    #[diesel(embed)]
    event: EventRow,
    #[diesel(embed)]
    counters: CountersRow,
    #[diesel(embed)]
    venue: Option<VenueSummaryRow>,
}

/// The tags of an event, in their order. In the same statement: between two of them somebody may
/// edit the event, and its tags would not be those of its version.
const TAGS: &str = "ARRAY(SELECT event_tags.tag FROM event_tags WHERE event_tags.event_id = events.id
                          ORDER BY event_tags.position)";

/// An event as it is stored, and its tags.
pub(super) type Row = (ViewRow, Vec<String>);

/// The rows of a query, in its order.
pub(super) async fn rows(mut connection: &Connection, query: Joined) -> QueryResult<Vec<Row>> {
    query.select((ViewRow::as_select(), sql::<Array<Text>>(TAGS))).load(&mut connection).await
}

/// What rows say.
pub(super) fn views(rows: Vec<Row>) -> Result<Vec<EventView>, StoreError> {
    let views = rows.into_iter().map(|(row, tags)| {
        let ViewRow { event, counters, venue } = row;
        Ok(EventView {
            event: event.into_event(tags::parsed(&tags)?)?,
            counters: counters.try_into()?,
            venue: venue.map(VenueSummary::try_from).transpose()?,
        })
    });
    views.collect()
}

/// One event.
pub(super) fn of(id: EventId) -> Joined {
    joined().into_boxed().filter(events::id.eq(id.uuid()))
}
