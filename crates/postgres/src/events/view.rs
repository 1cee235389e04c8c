//! Events as readers see them: one statement, whatever the number of events.

use diesel::{
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
    answer::Answered as _,
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
struct ViewRow {
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

/// The events of a query, in its order.
pub(super) async fn load(connection: &mut Connection, query: Joined) -> Result<Vec<EventView>, StoreError> {
    let rows: Vec<(ViewRow, Vec<String>)> =
        query.select((ViewRow::as_select(), sql::<Array<Text>>(TAGS))).load(connection).answered().await?;
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
pub(super) async fn find(connection: &mut Connection, id: EventId) -> Result<Option<EventView>, StoreError> {
    let query = joined().into_boxed().filter(events::id.eq(id.uuid()));
    Ok(load(connection, query).await?.pop())
}
