use diesel::{
    Expression, QueryResult,
    expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::Nullable,
};

use super::row::Columns;

/// The forecast of an event. Looked up for the rows of a page when it is known which they are: joined, it
/// would be looked up for all that a search finds, and sorted with them.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct ForecastOfEvent;

impl QueryFragment<Pg> for ForecastOfEvent {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "(SELECT ROW(provider, forecast_for, temperature_c, condition, description, humidity_pct, \
             wind_mps, fetched_at) FROM event_forecasts WHERE event_forecasts.event_id = events.id)",
        );
        Ok(())
    }
}

impl Expression for ForecastOfEvent {
    type SqlType = Nullable<Columns>;
}

impl<QS> AppearsOnTable<QS> for ForecastOfEvent {}
impl<QS> SelectableExpression<QS> for ForecastOfEvent {}

impl<GroupBy> ValidGrouping<GroupBy> for ForecastOfEvent {
    type IsAggregate = is_aggregate::No;
}
