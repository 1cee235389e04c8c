//! Events as readers see them: two statements, whatever the number of events.

use diesel::{
    prelude::{
        ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, Queryable,
        Selectable, SelectableHelper as _,
    },
    sqlite::Sqlite,
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
    tags,
};
use crate::{
    columns::UuidBlob,
    connection::Connection,
    errors::store_error,
    forecasts::ForecastRow,
    schema::{event_counters, event_forecasts, events, venues},
    venues::VenueSummaryRow,
};

/// Events, each with its counters and, if it has one, its venue and its forecast.
#[diesel::dsl::auto_type]
pub(super) fn joined() -> _ {
    events::table
        .inner_join(event_counters::table.on(event_counters::event_key.eq(events::key)))
        .left_join(venues::table.on(events::venue_id.eq(venues::id.nullable())))
        .left_join(event_forecasts::table.on(event_forecasts::event_key.eq(events::key)))
}

/// [`joined`], with conditions to be added.
pub(super) type Joined = diesel::dsl::IntoBoxed<'static, joined, Sqlite>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = events, check_for_backend(Sqlite))]
struct ViewRow {
    key: i64,
    #[diesel(embed)]
    event: EventRow,
    #[diesel(embed)]
    counters: CountersRow,
    #[diesel(embed)]
    venue: Option<VenueSummaryRow>,
    #[diesel(embed)]
    forecast: Option<ForecastRow>,
}

/// The events of a query, in its order.
pub(super) async fn load(connection: &mut Connection, query: Joined) -> Result<Vec<EventView>, StoreError> {
    let rows: Vec<ViewRow> =
        query.select(ViewRow::as_select()).load(connection).await.map_err(store_error)?;
    let mut tags = tags::load(connection, rows.iter().map(|row| row.key).collect()).await?;
    let views = rows.into_iter().map(|row| {
        let ViewRow { key, event, counters, venue, forecast } = row;
        Ok(EventView {
            event: event.into_event(tags.take(key)?)?,
            counters: counters.try_into()?,
            venue: venue.map(VenueSummary::try_from).transpose()?,
            forecast: forecast.map(EventForecast::try_from).transpose()?,
        })
    });
    views.collect()
}

/// One event.
pub(super) async fn find(connection: &mut Connection, id: EventId) -> Result<Option<EventView>, StoreError> {
    let query = joined().into_boxed().filter(events::id.eq(UuidBlob::from(id)));
    Ok(load(connection, query).await?.pop())
}
