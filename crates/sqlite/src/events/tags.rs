use std::collections::HashMap;

use diesel::{
    prelude::{
        ExpressionMethods as _, Insertable, QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
    },
    sqlite::Sqlite,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{Tag, Tags},
    text::FoldedKey,
};

use crate::{
    columns::{Corrupt, parsed},
    connection::Connection,
    errors::store_error,
    schema::event_tags,
};

/// One tag of an event.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = event_tags, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(super) struct TagRow {
    event_key: i64,
    position: i64,
    tag: String,
    tag_key: String,
}

/// The tags of these events, in one statement.
pub(super) async fn load(connection: &mut Connection, events: Vec<i64>) -> Result<TagsOf, StoreError> {
    let rows: Vec<TagRow> = event_tags::table
        .filter(event_tags::event_key.eq_any(events))
        .order((event_tags::event_key, event_tags::position))
        .select(TagRow::as_select())
        .load(connection)
        .await
        .map_err(store_error)?;
    let mut tags: HashMap<i64, Vec<Tag>> = HashMap::new();
    for TagRow { event_key, position: _, tag, tag_key: _ } in rows {
        tags.entry(event_key).or_default().push(parsed("event_tags.tag", &tag)?);
    }
    Ok(TagsOf(tags))
}

/// The tags of some events.
pub(super) struct TagsOf(HashMap<i64, Vec<Tag>>);

impl TagsOf {
    /// Takes out those of one event.
    pub(super) fn take(&mut self, event: i64) -> Result<Tags, Corrupt> {
        let tags = self.0.remove(&event).unwrap_or_default();
        Tags::new(tags).map_err(Corrupt::because("event_tags.tag"))
    }
}

/// The rows of an event's tags.
pub(super) fn rows(event: i64, tags: &Tags) -> impl Iterator<Item = TagRow> {
    (0..).zip(tags.iter()).map(move |(position, tag)| TagRow {
        event_key: event,
        position,
        tag: tag.as_str().to_owned(),
        tag_key: FoldedKey::of(tag.as_str()).as_str().to_owned(),
    })
}

/// Writes the tags of an event that has none.
pub(super) async fn add(connection: &mut Connection, event: i64, tags: &Tags) -> diesel::QueryResult<()> {
    let rows: Vec<TagRow> = rows(event, tags).collect();
    if !rows.is_empty() {
        // diesel-async cannot write several rows to SQLite in one statement, diesel can.
        let insert = diesel::insert_into(event_tags::table).values(rows);
        connection.spawn_blocking(move |connection| diesel::RunQueryDsl::execute(insert, connection)).await?;
    }
    Ok(())
}
