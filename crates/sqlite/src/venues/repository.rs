use async_trait::async_trait;
use diesel::{
    dsl::{max, sql},
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _},
    sql_types::{BigInt, Nullable},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    event::EventStatus,
    ports::VenueRepository,
    text::FoldedKey,
    time::Timestamp,
    venue::{Venue, VenueId},
    version::Version,
};

use super::row::{VenueRow, search_text};
use crate::{
    columns::{UuidBlob, count},
    errors::{foreign_key, store_error},
    schema::{event_counters, events, venue_search, venues},
    unit::SqliteUnitOfWork,
};

/// How many venues one statement looks up, far below the number of values that SQLite takes.
const CHUNK: usize = 1_000;

impl SqliteUnitOfWork {
    async fn index_venue(&mut self, key: i64, venue: &Venue) -> Result<(), StoreError> {
        diesel::replace_into(venue_search::table)
            .values((
                venue_search::rowid.eq(key),
                venue_search::words.eq(search_text(venue).as_str().to_owned()),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    /// Events show their venue: what changes there is a change of theirs.
    async fn revise_events_at(&mut self, venue: VenueId) -> Result<(), StoreError> {
        let here = events::table.filter(events::venue_id.eq(UuidBlob::from(venue))).select(events::key);
        diesel::update(event_counters::table.filter(event_counters::event_key.eq_any(here)))
            .set(event_counters::revision.eq(event_counters::revision + 1))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

#[async_trait]
impl VenueRepository for SqliteUnitOfWork {
    async fn add(&mut self, venue: &Venue) -> Result<(), StoreError> {
        let key = diesel::insert_into(venues::table)
            .values(VenueRow::from(venue))
            .returning(venues::key)
            .get_result(self.connection()?)
            .await
            .map_err(store_error)?;
        self.index_venue(key, venue).await
    }

    async fn find_or_add(&mut self, venue: &Venue) -> Result<Venue, StoreError> {
        let added = diesel::insert_into(venues::table)
            .values(VenueRow::from(venue))
            .on_conflict((venues::name_key, venues::city_key))
            .do_nothing()
            .returning(venues::key)
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        if let Some(key) = added {
            self.index_venue(key, venue).await?;
            return Ok(venue.clone());
        }
        let Venue { details, .. } = venue;
        let name = FoldedKey::of(details.name.as_str());
        let city = FoldedKey::of(details.city.as_str());
        let there = self.find_by_name(&name, &city).await?;
        there.ok_or_else(|| StoreError::Backend("a venue is neither there nor could be added".into()))
    }

    async fn find(&mut self, id: VenueId) -> Result<Option<Venue>, StoreError> {
        let row = venues::table
            .filter(venues::id.eq(UuidBlob::from(id)))
            .select(VenueRow::as_select())
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(Venue::try_from).transpose()?)
    }

    async fn find_by_name(
        &mut self,
        name: &FoldedKey,
        city: &FoldedKey,
    ) -> Result<Option<Venue>, StoreError> {
        let row = venues::table
            .filter(venues::name_key.eq(name.as_str().to_owned()))
            .filter(venues::city_key.eq(city.as_str().to_owned()))
            .select(VenueRow::as_select())
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(Venue::try_from).transpose()?)
    }

    async fn update(&mut self, venue: &Venue, expected: Version) -> Result<bool, StoreError> {
        let current = venues::table
            .filter(venues::id.eq(UuidBlob::from(venue.id)))
            .filter(venues::version.eq(expected.0));
        let written = diesel::update(current)
            .set(VenueRow::from(venue))
            .returning(venues::key)
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some(key) = written else { return Ok(false) };
        self.index_venue(key, venue).await?;
        self.revise_events_at(venue.id).await?;
        Ok(true)
    }

    async fn delete(&mut self, id: VenueId) -> Result<bool, StoreError> {
        let deleted = diesel::delete(venues::table.filter(venues::id.eq(UuidBlob::from(id))))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::VenueInUse))?;
        Ok(deleted == 1)
    }

    async fn find_all(&mut self, ids: &[VenueId]) -> Result<Vec<Venue>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let rows: Vec<VenueRow> = venues::table
                .filter(venues::id.eq_any(chunk.iter().copied().map(UuidBlob::from)))
                .select(VenueRow::as_select())
                .load(self.connection()?)
                .await
                .map_err(store_error)?;
            for row in rows {
                found.push(row.try_into()?);
            }
        }
        Ok(found)
    }

    async fn seats_needed(&mut self, id: VenueId, now: Timestamp) -> Result<u32, StoreError> {
        let stated_or_taken = sql::<Nullable<BigInt>>("COALESCE(events.capacity, event_counters.registered)");
        let most: Option<i64> = events::table
            .inner_join(event_counters::table)
            .filter(events::venue_id.eq(UuidBlob::from(id)))
            .filter(events::starts_at.gt(now.micros()))
            .filter(events::status.ne(EventStatus::Cancelled.as_str()))
            .select(max(stated_or_taken))
            .first(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(count("events.capacity", most.unwrap_or(0))?)
    }
}
