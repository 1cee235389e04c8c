use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventId, EventSort, EventStats, EventStatus, EventView, StatsGroup},
    page::{Limit, Page, PageRequest},
    ports::EventQueries,
    time::Timestamp,
    user::{Email, UserId},
};

use super::{
    calendar::calendar,
    filter::{fitting, page},
    stats::{self, StatsQuery, StatsRow},
    tag_list::Prepared,
    view::{self, Joined, joined},
};
use crate::{
    PostgresStore,
    columns::count,
    schema::{event_counters, events},
};

impl PostgresStore {
    async fn views(&self, query: Joined) -> Result<Vec<EventView>, StoreError> {
        let reader = self.reader().await?;
        let rows = view::rows(reader.connection(), query, Prepared::Anew);
        view::views(reader.answered(rows).await?)
    }
}

#[async_trait]
impl EventQueries for PostgresStore {
    async fn find(&self, id: EventId) -> Result<Option<EventView>, StoreError> {
        let reader = self.reader().await?;
        let row = reader.answered(view::row(reader.connection(), id)).await?;
        Ok(view::views(row)?.pop())
    }

    async fn list(
        &self,
        filter: &EventFilter,
        sort: EventSort,
        request: &PageRequest,
    ) -> Result<Page<EventView>, StoreError> {
        let query = page(filter, sort, request)?;
        let found = self.views(query).await?;
        Ok(Page::from_rows(found, request.limit, |view: &EventView| view.position(sort)))
    }

    async fn count(&self, filter: &EventFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let reader = self.reader().await?;
        let found: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", found)?)
    }

    async fn upcoming(&self, now: Timestamp, limit: Limit) -> Result<Vec<EventView>, StoreError> {
        let query = joined()
            .into_boxed()
            .filter(events::status.eq(EventStatus::Published.as_str()))
            .filter(events::starts_at.ge(now.to_utc()))
            .order((events::starts_at.asc(), events::id.asc()))
            .limit(limit.get().into());
        self.views(query).await
    }

    async fn popular(&self, limit: Limit) -> Result<Vec<EventView>, StoreError> {
        let query = joined()
            .into_boxed()
            .filter(events::status.eq(EventStatus::Published.as_str()))
            .order((event_counters::views.desc(), events::starts_at.asc(), events::id.asc()))
            .limit(limit.get().into());
        self.views(query).await
    }

    async fn stats(
        &self,
        filter: &EventFilter,
        group: StatsGroup,
        page: &PageRequest,
    ) -> Result<Page<EventStats>, StoreError> {
        let query = StatsQuery::new(filter, group, page)?;
        let reader = self.reader().await?;
        let rows: Vec<StatsRow> = reader.answered(query.load(&mut reader.connection())).await?;
        stats::page(rows, page)
    }

    async fn calendar(
        &self,
        user: UserId,
        email: &Email,
        since: Timestamp,
        limit: Limit,
    ) -> Result<Vec<EventView>, StoreError> {
        self.views(calendar(user, email, since, limit)).await
    }
}
