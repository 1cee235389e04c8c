//! Events as readers see them: one statement, whatever the number of events.

use diesel::{
    QueryResult,
    pg::Pg,
    prelude::{
        ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, Queryable,
        Selectable, SelectableHelper as _,
    },
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventId, EventView},
    forecast::EventForecast,
    venue::VenueSummary,
};

use super::{
    row::{CountersRow, EventRow},
    tag_list::{Prepared, TagList},
    tags,
};
use crate::{
    connection::Connection,
    forecasts::{ForecastOfEvent, ForecastRow},
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

/// [`joined()`], with conditions to be added.
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

/// An event as it is stored, its tags and its forecast.
pub(super) type Row = (ViewRow, Vec<String>, Option<ForecastRow>);

/// The rows of a query, in its order.
pub(super) async fn rows(
    mut connection: &Connection,
    query: Joined,
    prepared: Prepared,
) -> QueryResult<Vec<Row>> {
    query.select((ViewRow::as_select(), TagList(prepared), ForecastOfEvent)).load(&mut connection).await
}

/// What rows say.
pub(super) fn views(rows: Vec<Row>) -> Result<Vec<EventView>, StoreError> {
    let views = rows.into_iter().map(|(row, tags, forecast)| {
        let ViewRow { event, counters, venue } = row;
        Ok(EventView {
            event: event.into_event(tags::parsed(&tags)?)?,
            counters: counters.try_into()?,
            venue: venue.map(VenueSummary::try_from).transpose()?,
            forecast: forecast.map(EventForecast::try_from).transpose()?,
        })
    });
    views.collect()
}

/// The row of one event.
pub(super) async fn row(connection: &Connection, id: EventId) -> QueryResult<Vec<Row>> {
    rows(connection, joined().into_boxed().filter(events::id.eq(id.uuid())), Prepared::Kept).await
}
