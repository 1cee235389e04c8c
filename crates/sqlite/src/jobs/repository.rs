use async_trait::async_trait;
use diesel::{
    dsl::sql,
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _},
    sql_types::{BigInt, Bool},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    job::{Job, JobId, JobKind, JobState, Lease, Settlement, UniqueKey},
    ports::JobRepository,
    time::Timestamp,
};

use super::{
    row::JobRow,
    settlement::{Ending, Noted},
};
use crate::{
    columns::UuidBlob,
    errors::{foreign_key, store_error},
    schema::{job_schedules, jobs},
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl JobRepository for SqliteUnitOfWork {
    async fn add(&mut self, job: &Job) -> Result<bool, StoreError> {
        if let Some(key) = &job.unique_key
            && !job.state.is_final()
            // Nobody else can add one before the unit ends.
            && self.live(&job.kind, key).await?.is_some()
        {
            return Ok(false);
        }
        diesel::insert_into(jobs::table)
            .values(JobRow::from(job))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        self.ring_on_commit();
        Ok(true)
    }

    async fn find(&mut self, id: JobId) -> Result<Option<Job>, StoreError> {
        let row: Option<JobRow> = jobs::table
            .find(UuidBlob::from(id))
            .select(JobRow::as_select())
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(Job::try_from).transpose()?)
    }

    async fn live(&mut self, kind: &JobKind, key: &UniqueKey) -> Result<Option<Job>, StoreError> {
        let row: Option<JobRow> = jobs::table
            .filter(jobs::kind.eq(kind.as_str()))
            .filter(jobs::unique_key.eq(key.as_str()))
            // As the index says it, which bound values would not match.
            .filter(sql::<Bool>("state IN ('waiting', 'running')"))
            .select(JobRow::as_select())
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(Job::try_from).transpose()?)
    }

    async fn update(&mut self, job: &Job) -> Result<(), StoreError> {
        let running = JobState::Running.as_str();
        let at_rest = jobs::table.find(UuidBlob::from(job.id)).filter(jobs::state.ne(running));
        let written = diesel::update(at_rest)
            .set(JobRow::from(job))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if written == 0 {
            let at_work = jobs::table.find(UuidBlob::from(job.id)).filter(jobs::state.eq(running));
            diesel::update(at_work)
                .set(jobs::cancel_requested.eq(job.cancel_requested))
                .execute(self.connection()?)
                .await
                .map_err(store_error)?;
        } else if job.state == JobState::Waiting {
            self.ring_on_commit();
        }
        Ok(())
    }

    async fn hold(&mut self, lease: &Lease) -> Result<bool, StoreError> {
        // Nobody else writes until the unit ends.
        let held: Option<UuidBlob> = jobs::table
            .find(UuidBlob::from(lease.job_id))
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()))
            .select(jobs::id)
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(held.is_some())
    }

    async fn settle(&mut self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError> {
        let ours = jobs::table
            .find(UuidBlob::from(lease.job_id))
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()));
        let settled = diesel::update(ours)
            .set((
                Ending::from(settlement),
                Noted::from(settlement.progress()),
                jobs::attempts.eq(jobs::attempts - i64::from(settlement.attempts_given_back())),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        // Who tries again later knows of it; what is left to others is news to them.
        if settled == 1 && matches!(settlement, Settlement::Released { .. }) {
            self.ring_on_commit();
        }
        Ok(settled == 1)
    }

    async fn take_tick(&mut self, schedule: &JobKind, tick: Timestamp) -> Result<bool, StoreError> {
        let at = job_schedules::last_tick.eq(tick.micros());
        let upsert = diesel::insert_into(job_schedules::table)
            .values((job_schedules::name.eq(schedule.as_str()), at))
            .on_conflict(job_schedules::name)
            .do_update()
            .set(at);
        let later =
            diesel::query_dsl::methods::FilterDsl::filter(upsert, job_schedules::last_tick.lt(tick.micros()));
        let taken = later.execute(self.connection()?).await.map_err(store_error)?;
        Ok(taken == 1)
    }

    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM jobs WHERE id IN (
                 SELECT id FROM jobs WHERE finished_at < ? ORDER BY finished_at, id LIMIT ?)",
        )
        .bind::<BigInt, _>(ended_before.micros())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
