use async_trait::async_trait;
use diesel::{
    pg::Pg,
    prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
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
    PostgresStore,
    columns::count,
    keyset::{self, Beyond, Direction},
    schema::jobs,
};

/// The jobs that fit.
fn fitting(filter: &JobFilter) -> jobs::BoxedQuery<'static, Pg> {
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
            fitting.filter(jobs::run_at.le(at.to_utc()))
        } else {
            fitting.filter(jobs::run_at.gt(at.to_utc()))
        };
    }
    if let Some(owner) = owner {
        fitting = fitting.filter(jobs::owner_id.eq(owner.uuid()));
    }
    fitting
}

#[async_trait]
impl JobQueries for PostgresStore {
    async fn find(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let query = jobs::table.find(id.uuid()).select(JobRow::as_select());
        let reader = self.reader().await?;
        let row: Option<JobRow> = reader.found(query.first(&mut reader.connection())).await?;
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
        let reader = self.reader().await?;
        let rows: Vec<JobRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(Job::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, Job::position))
    }

    async fn count(&self, filter: &JobFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let reader = self.reader().await?;
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }
}
