use async_trait::async_trait;
use diesel::{
    dsl::sql,
    prelude::{DecoratableTarget as _, ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
    sql_types::{BigInt, Bool, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Job, JobId, JobKind, JobState, Lease, Settlement, UniqueKey},
    ports::JobRepository,
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    row::JobRow,
    settlement::{Ending, Noted},
};
use crate::{
    answer::Answered as _,
    schema::{job_schedules, jobs},
    unit::PostgresUnitOfWork,
};

#[async_trait]
impl JobRepository for PostgresUnitOfWork {
    async fn add(&mut self, job: &Job) -> Result<bool, StoreError> {
        // As the index says it.
        let live = sql::<Bool>("unique_key IS NOT NULL AND state IN ('waiting', 'running')");
        let added = diesel::insert_into(jobs::table)
            .values(JobRow::from(job))
            .on_conflict((jobs::kind, jobs::unique_key))
            .filter_target(live)
            .do_nothing()
            .execute(self.connection()?)
            .answered()
            .await?;
        if added == 1 {
            self.ring_on_commit();
        }
        Ok(added == 1)
    }

    async fn find(&mut self, id: JobId) -> Result<Option<Job>, StoreError> {
        let row: Option<JobRow> = jobs::table
            .find(id.uuid())
            .select(JobRow::as_select())
            .for_no_key_update()
            .first(self.connection()?)
            .found()
            .await?;
        Ok(row.map(Job::try_from).transpose()?)
    }

    async fn live(&mut self, kind: &JobKind, key: &UniqueKey) -> Result<Option<Job>, StoreError> {
        let row: Option<JobRow> = jobs::table
            .filter(jobs::kind.eq(kind.as_str()))
            .filter(jobs::unique_key.eq(key.as_str()))
            // As the index says it.
            .filter(sql::<Bool>("state IN ('waiting', 'running')"))
            .select(JobRow::as_select())
            .first(self.connection()?)
            .found()
            .await?;
        Ok(row.map(Job::try_from).transpose()?)
    }

    async fn update(&mut self, job: &Job) -> Result<(), StoreError> {
        let running = JobState::Running.as_str();
        let at_rest = jobs::table.find(job.id.uuid()).filter(jobs::state.ne(running));
        let written =
            diesel::update(at_rest).set(JobRow::from(job)).execute(self.connection()?).answered().await?;
        if written == 0 {
            let at_work = jobs::table.find(job.id.uuid()).filter(jobs::state.eq(running));
            diesel::update(at_work)
                .set(jobs::cancel_requested.eq(job.cancel_requested))
                .execute(self.connection()?)
                .answered()
                .await?;
        } else if job.state == JobState::Waiting {
            self.ring_on_commit();
        }
        Ok(())
    }

    async fn hold(&mut self, lease: &Lease) -> Result<bool, StoreError> {
        // The weakest lock that keeps others from taking the job: its own worker still notes on another
        // connection that it is at it.
        let held: Option<Uuid> = jobs::table
            .find(lease.job_id.uuid())
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()))
            .select(jobs::id)
            .for_key_share()
            .first(self.connection()?)
            .found()
            .await?;
        Ok(held.is_some())
    }

    async fn settle(&mut self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError> {
        // Waits for units that hold the job: it is theirs until they end.
        let ours: Option<Uuid> = jobs::table
            .find(lease.job_id.uuid())
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()))
            .select(jobs::id)
            .for_update()
            .first(self.connection()?)
            .found()
            .await?;
        let Some(id) = ours else { return Ok(false) };
        diesel::update(jobs::table.find(id))
            .set((
                Ending::from(settlement),
                Noted::from(settlement.progress()),
                jobs::attempts.eq(jobs::attempts - i64::from(settlement.attempts_given_back())),
            ))
            .execute(self.connection()?)
            .answered()
            .await?;
        // Who tries again later knows of it; what is left to others is news to them.
        if matches!(settlement, Settlement::Released { .. }) {
            self.ring_on_commit();
        }
        Ok(true)
    }

    async fn take_tick(&mut self, schedule: &JobKind, tick: Timestamp) -> Result<bool, StoreError> {
        let at = job_schedules::last_tick.eq(tick.to_utc());
        let upsert = diesel::insert_into(job_schedules::table)
            .values((job_schedules::name.eq(schedule.as_str()), at))
            .on_conflict(job_schedules::name)
            .do_update()
            .set(at);
        let later =
            diesel::query_dsl::methods::FilterDsl::filter(upsert, job_schedules::last_tick.lt(tick.to_utc()));
        let taken = later.execute(self.connection()?).answered().await?;
        Ok(taken == 1)
    }

    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. What somebody looks at goes next time.
        let removed = diesel::sql_query(
            "DELETE FROM jobs WHERE id = ANY (ARRAY (
                 SELECT id FROM jobs WHERE finished_at < $1
                 ORDER BY finished_at, id LIMIT $2 FOR UPDATE SKIP LOCKED))",
        )
        .bind::<Timestamptz, _>(ended_before.to_utc())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
