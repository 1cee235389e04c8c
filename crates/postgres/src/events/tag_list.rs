use diesel::{
    Expression, QueryResult,
    expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Array, Text},
};

/// Whether Postgres keeps a statement prepared on the connection, for the next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prepared {
    /// One of a kind, and often sent: a round trip less.
    Kept,
    /// Put together from filters, of which there are thousands of combinations, each best planned for
    /// its values.
    Anew,
}

/// The tags of an event, in their order. In the same statement: between two of them somebody may
/// edit the event, and its tags would not be those of its version.
#[derive(Debug, Clone, Copy)]
pub(super) struct TagList(pub(super) Prepared);

impl QueryFragment<Pg> for TagList {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.0 == Prepared::Anew {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(
            "ARRAY(SELECT event_tags.tag FROM event_tags WHERE event_tags.event_id = events.id \
             ORDER BY event_tags.position)",
        );
        Ok(())
    }
}

impl Expression for TagList {
    type SqlType = Array<Text>;
}

impl QueryId for TagList {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<QS> AppearsOnTable<QS> for TagList {}
impl<QS> SelectableExpression<QS> for TagList {}

impl<GroupBy> ValidGrouping<GroupBy> for TagList {
    type IsAggregate = is_aggregate::No;
}
