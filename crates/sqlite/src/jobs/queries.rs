use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _},
    sqlite::Sqlite,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Job, JobFilter, JobId, JobState},
    page::{Page, PageRequest},
    ports::JobQueries,
};

use super::row::JobRow;
use crate::{
    SqliteStore,
    columns::{UuidBlob, count},
    errors::store_error,
    keyset::{self, Beyond, Direction},
    schema::jobs,
};

/// The jobs that fit.
fn fitting(filter: &JobFilter) -> jobs::BoxedQuery<'static, Sqlite> {
    let JobFilter { kind, state, due, owner } = filter;
    let mut fitting = jobs::table.into_boxed();
    if let Some(kind) = kind {
        fitting = fitting.filter(jobs::kind.eq(kind.as_str().to_owned()));
    }
    if let Some(state) = state {
        fitting = fitting.filter(jobs::state.eq(state.as_str()));
    }
    if let Some((at, due)) = due {
        fitting = fitting.filter(jobs::state.eq(JobState::Waiting.as_str()));
        fitting = if *due {
            fitting.filter(jobs::run_at.le(at.micros()))
        } else {
            fitting.filter(jobs::run_at.gt(at.micros()))
        };
    }
    if let Some(owner) = owner {
        fitting = fitting.filter(jobs::owner_id.eq(UuidBlob::from(*owner)));
    }
    fitting
}

#[async_trait]
impl JobQueries for SqliteStore {
    async fn find(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let query = jobs::table.find(UuidBlob::from(id)).select(JobRow::as_select());
        let mut reader = self.reader().await?;
        let row: Option<JobRow> = query.first(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
        Ok(row.map(Job::try_from).transpose()?)
    }

    async fn list(&self, filter: &JobFilter, page: &PageRequest) -> Result<Page<Job>, StoreError> {
        let mut query = fitting(filter)
            .select(JobRow::as_select())
            .order((jobs::created_at.desc(), jobs::id.desc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            let columns = "jobs.created_at, jobs.id";
            query = query.filter(Beyond::instant(columns, Direction::Descending, position)?);
        }
        let mut reader = self.reader().await?;
        let rows: Vec<JobRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(Job::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, Job::position))
    }

    async fn count(&self, filter: &JobFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let mut reader = self.reader().await?;
        let number: i64 = query.get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }
}
