use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    page::{Page, PageRequest, Position, SortKey},
    ports::VenueQueries,
    text::FoldedKey,
    venue::{Venue, VenueFilter, VenueId},
};

use super::{filter::fitting, row::VenueRow};
use crate::{
    PostgresStore,
    columns::count,
    keyset::{self, Beyond},
    schema::venues,
};

#[async_trait]
impl VenueQueries for PostgresStore {
    async fn find(&self, id: VenueId) -> Result<Option<Venue>, StoreError> {
        let query = venues::table.filter(venues::id.eq(id.uuid())).select(VenueRow::as_select());
        let reader = self.reader().await?;
        let row = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(Venue::try_from).transpose()?)
    }

    async fn list(&self, filter: &VenueFilter, page: &PageRequest) -> Result<Page<Venue>, StoreError> {
        let mut query = fitting(filter)
            .select(VenueRow::as_select())
            .order((venues::name_key.asc(), venues::id.asc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            query = query.filter(Beyond::text("venues.name_key, venues.id", position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<VenueRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(Venue::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, |venue: &Venue| Position {
            key: SortKey::Text(FoldedKey::of(venue.details.name.as_str())),
            id: venue.id.uuid(),
        }))
    }

    async fn count(&self, filter: &VenueFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let reader = self.reader().await?;
        let found: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", found)?)
    }
}
