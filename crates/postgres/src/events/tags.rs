use diesel::{
    QueryResult,
    sql_types::{self, Array, SmallInt, Text},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    event::{Event, Tags},
    text::FoldedKey,
};

use crate::{
    columns::{self, Corrupt},
    connection::Connection,
};

/// The tags of one event, in their order.
pub(super) fn parsed(tags: &[String]) -> Result<Tags, Corrupt> {
    let tags =
        tags.iter().map(|tag| columns::parsed("event_tags.tag", tag)).collect::<Result<Vec<_>, _>>()?;
    Tags::new(tags).map_err(Corrupt::because("event_tags.tag"))
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
