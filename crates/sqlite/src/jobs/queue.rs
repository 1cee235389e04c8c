use std::time::Duration;

use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName},
    sql_types::{BigInt, Nullable, Text},
    sqlite::Sqlite,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Beat, JobKind, JobState, Lease, Progress, Settlement, Taken},
    ports::{JobQueue, JobRepository as _, UnitOfWork as _},
    time::Timestamp,
};

use super::{
    claim::{as_json, claim},
    settlement::Noted,
};
use crate::{
    SqliteStore,
    columns::{UuidBlob, instant},
    errors::store_error,
    schema::jobs,
};

/// When the next is due, looked for as in the statement that takes a job.
const NEXT: &str = "
    SELECT
        (SELECT min(head) FROM (
            SELECT (SELECT run_at FROM jobs INDEXED BY jobs_due
                    WHERE state = 'waiting' AND kind = kinds.value
                    ORDER BY run_at LIMIT 1) AS head
            FROM json_each(?1) AS kinds)) AS run_at,
        (SELECT lease_until FROM jobs INDEXED BY jobs_leased
         WHERE state = 'running' AND kind IN (SELECT value FROM json_each(?1))
         ORDER BY lease_until LIMIT 1) AS lease_until";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Sqlite))]
struct NextRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    run_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    lease_until: Option<i64>,
}

#[async_trait]
impl JobQueue for SqliteStore {
    async fn claim(
        &self,
        kinds: &[JobKind],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Taken>, StoreError> {
        let mut unit = self.unit().await?;
        let taken = claim(unit.connection()?, kinds, now, lease_until).await?;
        Box::new(unit).commit().await?;
        Ok(taken)
    }

    async fn beat(
        &self,
        lease: &Lease,
        lease_until: Timestamp,
        progress: Option<Progress>,
    ) -> Result<Beat, StoreError> {
        let ours = jobs::table
            .find(UuidBlob::from(lease.job_id))
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()));
        let mut unit = self.unit().await?;
        let cancel_requested: Option<bool> = diesel::update(ours)
            .set((jobs::lease_until.eq(lease_until.micros()), Noted::from(progress)))
            .returning(jobs::cancel_requested)
            .get_result(unit.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Box::new(unit).commit().await?;
        Ok(match cancel_requested {
            Some(true) => Beat::CancelRequested,
            Some(false) => Beat::Held,
            None => Beat::Lost,
        })
    }

    async fn settle(&self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError> {
        let mut unit = self.unit().await?;
        let settled = unit.settle(lease, settlement).await?;
        Box::new(unit).commit().await?;
        Ok(settled)
    }

    async fn next_due(&self, kinds: &[JobKind]) -> Result<Option<Timestamp>, StoreError> {
        let query = diesel::sql_query(NEXT).bind::<Text, _>(as_json(kinds));
        let mut reader = self.reader().await?;
        let next: NextRow = query.get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let first = [next.run_at, next.lease_until].into_iter().flatten().min();
        Ok(first.map(|at| instant("jobs.run_at", at)).transpose()?)
    }

    async fn wait(&self, most: Duration) {
        self.bell().wait(most).await;
    }
}
