use std::collections::HashMap;

use diesel::{
    QueryResult,
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Array, SmallInt, Text},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{Event, Tag, Tags},
    text::FoldedKey,
};
use uuid::Uuid;

use crate::{
    answer::Answered as _,
    columns::{Corrupt, parsed},
    connection::Connection,
    schema::event_tags,
};

/// The tags of these events, in one statement.
pub(super) async fn load(connection: &mut Connection, events: Vec<Uuid>) -> Result<TagsOf, StoreError> {
    let rows: Vec<(Uuid, String)> = event_tags::table
        .filter(event_tags::event_id.eq_any(events))
        .order((event_tags::event_id, event_tags::position))
        .select((event_tags::event_id, event_tags::tag))
        .load(connection)
        .answered()
        .await?;
    let mut tags: HashMap<Uuid, Vec<Tag>> = HashMap::new();
    for (event, tag) in rows {
        tags.entry(event).or_default().push(parsed("event_tags.tag", &tag)?);
    }
    Ok(TagsOf(tags))
}

/// The tags of some events.
pub(super) struct TagsOf(HashMap<Uuid, Vec<Tag>>);

impl TagsOf {
    /// Takes out those of one event.
    pub(super) fn take(&mut self, event: Uuid) -> Result<Tags, Corrupt> {
        let tags = self.0.remove(&event).unwrap_or_default();
        Tags::new(tags).map_err(Corrupt::because("event_tags.tag"))
    }
}

/// Writes the tags of events that have none.
pub(super) async fn add(connection: &mut Connection, events: &[&Event]) -> QueryResult<()> {
    let (mut ids, mut positions, mut tags, mut keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for event in events {
        for (position, tag) in (0i16..).zip(event.details.tags.iter()) {
            ids.push(event.id.uuid());
            positions.push(position);
            tags.push(tag.as_str().to_owned());
            keys.push(FoldedKey::of(tag.as_str()).as_str().to_owned());
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "INSERT INTO event_tags (event_id, position, tag, tag_key) SELECT * FROM unnest($1, $2, $3, $4)",
    )
    .bind::<Array<sql_types::Uuid>, _>(ids)
    .bind::<Array<SmallInt>, _>(positions)
    .bind::<Array<Text>, _>(tags)
    .bind::<Array<Text>, _>(keys)
    .execute(connection)
    .await?;
    Ok(())
}
