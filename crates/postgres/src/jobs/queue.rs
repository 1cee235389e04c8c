use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{ExpressionMethods as _, QueryDsl as _, QueryableByName},
    sql_types::{Array, Nullable, Text, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Beat, JobKind, JobState, Lease, Progress, Settlement, Taken},
    ports::{JobQueue, JobRepository as _, UnitOfWork as _},
    time::Timestamp,
};

use super::{claim::claim, settlement::Noted};
use crate::{PostgresStore, answer::Answered as _, columns::instant, schema::jobs};

/// When the next is due, looked for as where jobs are taken.
const NEXT: &str = "
    SELECT
        (SELECT min(head.run_at) FROM unnest($1::text[]) AS kinds (name) CROSS JOIN LATERAL (
            SELECT run_at FROM jobs WHERE state = 'waiting' AND kind = kinds.name
            ORDER BY run_at, id LIMIT 1) AS head) AS run_at,
        (SELECT lease_until FROM jobs WHERE state = 'running' AND array_position($1, kind) IS NOT NULL
         ORDER BY lease_until LIMIT 1) AS lease_until";

#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
struct NextRow {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    run_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    lease_until: Option<DateTime<Utc>>,
}

#[async_trait]
impl JobQueue for PostgresStore {
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
            .find(lease.job_id.uuid())
            .filter(jobs::token.eq(lease.token.0))
            .filter(jobs::state.eq(JobState::Running.as_str()));
        let mut unit = self.unit().await?;
        let cancel_requested: Option<bool> = diesel::update(ours)
            .set((jobs::lease_until.eq(lease_until.to_utc()), Noted::from(progress)))
            .returning(jobs::cancel_requested)
            .get_result(unit.connection()?)
            .found()
            .await?;
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
        let kinds: Vec<&str> = kinds.iter().map(JobKind::as_str).collect();
        let query = diesel::sql_query(NEXT).bind::<Array<Text>, _>(kinds);
        let reader = self.reader().await?;
        let next: NextRow = reader.answered(query.get_result(&mut reader.connection())).await?;
        let first = [next.run_at, next.lease_until].into_iter().flatten().min();
        Ok(first.map(|at| instant("jobs.run_at", at)).transpose()?)
    }

    async fn wait(&self, most: Duration) {
        self.bell().wait(most).await;
    }
}
