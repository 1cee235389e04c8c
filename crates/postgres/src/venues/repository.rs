use async_trait::async_trait;
use diesel::{
    dsl::{max, sql},
    prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
    sql_types::{BigInt, Nullable},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventStatus,
    id::Id,
    ports::VenueRepository,
    text::FoldedKey,
    time::Timestamp,
    venue::{Venue, VenueId},
    version::Version,
};
use uuid::Uuid;

use super::row::{VenueRow, search_text};
use crate::{
    answer::Answered as _,
    columns::count,
    events::lock,
    schema::{event_counters, events, venues},
    unit::PostgresUnitOfWork,
};

impl PostgresUnitOfWork {
    /// Waits until nobody decides by the seats of this venue any more, and lets nobody begin.
    async fn hold_venue(&mut self, id: VenueId) -> Result<(), StoreError> {
        let _: Option<Uuid> = venues::table
            .find(id.uuid())
            .for_no_key_update()
            .select(venues::id)
            .first(self.connection()?)
            .found()
            .await?;
        Ok(())
    }

    /// Events show their venue: what changes there is a change of theirs.
    async fn revise_events_at(&mut self, venue: VenueId) -> Result<(), StoreError> {
        let here = events::table.filter(events::venue_id.eq(venue.uuid())).select(events::id);
        let held = lock::counters_of(self.connection()?, here.into_boxed()).await?;
        lock::revise(self.connection()?, held).await
    }
}

#[async_trait]
impl VenueRepository for PostgresUnitOfWork {
    async fn add(&mut self, venue: &Venue) -> Result<(), StoreError> {
        diesel::insert_into(venues::table)
            .values((VenueRow::from(venue), venues::search_text.eq(search_text(venue))))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn find_or_add(&mut self, venue: &Venue) -> Result<Venue, StoreError> {
        let added = diesel::insert_into(venues::table)
            .values((VenueRow::from(venue), venues::search_text.eq(search_text(venue))))
            .on_conflict((venues::name_key, venues::city_key))
            .do_nothing()
            .execute(self.connection()?)
            .answered()
            .await?;
        if added == 1 {
            return Ok(venue.clone());
        }
        let Venue { details, .. } = venue;
        let name = FoldedKey::of(details.name.as_str());
        let city = FoldedKey::of(details.city.as_str());
        let there = self.find_by_name(&name, &city).await?;
        there.ok_or_else(|| StoreError::Contention("the venue was removed or renamed just now".into()))
    }

    async fn find(&mut self, id: VenueId) -> Result<Option<Venue>, StoreError> {
        // Shared: many units decide by one venue at the same time. Whoever changes it asks for more.
        let row = venues::table
            .find(id.uuid())
            .for_share()
            .select(VenueRow::as_select())
            .first(self.connection()?)
            .found()
            .await?;
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
            .for_share()
            .select(VenueRow::as_select())
            .first(self.connection()?)
            .found()
            .await?;
        Ok(row.map(Venue::try_from).transpose()?)
    }

    async fn update(&mut self, venue: &Venue, expected: Version) -> Result<bool, StoreError> {
        let current = venues::table.find(venue.id.uuid()).filter(venues::version.eq(expected.0));
        let written = diesel::update(current)
            .set((VenueRow::from(venue), venues::search_text.eq(search_text(venue))))
            .execute(self.connection()?)
            .answered()
            .await?;
        if written == 0 {
            return Ok(false);
        }
        self.revise_events_at(venue.id).await?;
        Ok(true)
    }

    async fn delete(&mut self, id: VenueId) -> Result<bool, StoreError> {
        let deleted =
            diesel::delete(venues::table.find(id.uuid())).execute(self.connection()?).answered().await?;
        Ok(deleted == 1)
    }

    async fn find_all(&mut self, ids: &[VenueId]) -> Result<Vec<Venue>, StoreError> {
        let ids: Vec<Uuid> = ids.iter().copied().map(Id::uuid).collect();
        let rows: Vec<VenueRow> = venues::table
            .filter(venues::id.eq_any(ids))
            .order(venues::id)
            .for_share()
            .select(VenueRow::as_select())
            .load(self.connection()?)
            .answered()
            .await?;
        Ok(rows.into_iter().map(Venue::try_from).collect::<Result<_, _>>()?)
    }

    async fn seats_needed(&mut self, id: VenueId, now: Timestamp) -> Result<u32, StoreError> {
        // Else it would be out of date as soon as the next one registers.
        self.hold_venue(id).await?;
        let stated_or_taken =
            sql::<Nullable<BigInt>>("COALESCE(events.capacity::bigint, event_counters.registered)");
        let most: Option<i64> = events::table
            .inner_join(event_counters::table)
            .filter(events::venue_id.eq(id.uuid()))
            .filter(events::starts_at.gt(now.to_utc()))
            .filter(events::status.ne(EventStatus::Cancelled.as_str()))
            .select(max(stated_or_taken))
            .first(self.connection()?)
            .answered()
            .await?;
        Ok(count("events.capacity", most.unwrap_or(0))?)
    }
}
