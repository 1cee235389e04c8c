//! Pages by keyset: the condition that seeks to where the last page ended.

use chrono::{DateTime, Utc};
use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    expression::{ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid},
};
use fasttrack_domain::{
    StoreError,
    page::{Limit, Position, SortKey},
};

use uuid::Uuid;

/// Which way a list runs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// `(key, id) > (?, ?)`: a row value, for which Postgres seeks in the index of these two columns.
/// `key > ? OR (key = ? AND id > ?)` says the same, but walks the index from its start.
#[derive(Debug, Clone)]
pub(crate) struct Beyond {
    columns: &'static str,
    direction: Direction,
    key: Key,
    id: Uuid,
}

#[derive(Debug, Clone)]
enum Key {
    Instant(DateTime<Utc>),
    Folded(String),
}

impl Beyond {
    /// In a list sorted by an instant. `columns` is `"table.key, table.id"`.
    pub(crate) fn instant(
        columns: &'static str,
        direction: Direction,
        position: &Position,
    ) -> Result<Self, StoreError> {
        Ok(Self::new(columns, direction, Key::Instant(instant(position)?), position))
    }

    /// In a list sorted by folded text, upwards.
    pub(crate) fn text(columns: &'static str, position: &Position) -> Result<Self, StoreError> {
        Ok(Self::new(columns, Direction::Ascending, Key::Folded(folded(position)?), position))
    }

    const fn new(columns: &'static str, direction: Direction, key: Key, position: &Position) -> Self {
        Self { columns, direction, key, id: position.id }
    }
}

/// The instant of a position in a list sorted by one.
pub(crate) fn instant(position: &Position) -> Result<DateTime<Utc>, StoreError> {
    match &position.key {
        SortKey::Time(at) => Ok(at.to_utc()),
        SortKey::Text(_) => Err(of_another_list()),
    }
}

/// The text of a position in a list sorted by folded text.
pub(crate) fn folded(position: &Position) -> Result<String, StoreError> {
    match &position.key {
        SortKey::Text(key) => Ok(key.as_str().to_owned()),
        SortKey::Time(_) => Err(of_another_list()),
    }
}

/// Whoever made the cursor mixed up two lists.
fn of_another_list() -> StoreError {
    StoreError::Backend("the position belongs to a list of another order".into())
}

/// How many rows to ask for: one more than the page holds, to know whether another follows.
pub(crate) fn rows(limit: Limit) -> i64 {
    i64::from(limit.get()) + 1
}

impl QueryFragment<Pg> for Beyond {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        out.push_sql(self.columns);
        out.push_sql(match self.direction {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        });
        match &self.key {
            Key::Instant(at) => out.push_bind_param::<Timestamptz, _>(at)?,
            Key::Folded(text) => out.push_bind_param::<Text, _>(text)?,
        }
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(")");
        Ok(())
    }
}

impl Expression for Beyond {
    type SqlType = Bool;
}

// The SQL depends on the value, so diesel must not cache it by type.
impl QueryId for Beyond {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<QS> AppearsOnTable<QS> for Beyond {}
impl<QS> SelectableExpression<QS> for Beyond {}

impl<GroupBy> ValidGrouping<GroupBy> for Beyond {
    type IsAggregate = is_aggregate::No;
}
