use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{min, sql},
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::Bool,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    job::{Beat, Claim, JobKind, JobState, Lease, Progress, Settlement},
    ports::{JobQueue, JobRepository as _, UnitOfWork as _},
    time::Timestamp,
};

use super::{claim::claim, settlement::Noted};
use crate::{PostgresStore, answer::Answered as _, columns::instant, schema::jobs};

#[async_trait]
impl JobQueue for PostgresStore {
    async fn claim(
        &self,
        kinds: &[JobKind],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        let mut unit = self.unit().await?;
        let claimed = claim(unit.connection()?, kinds, now, lease_until).await?;
        Box::new(unit).commit().await?;
        Ok(claimed)
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
        // The states as the indexes say them, which a bound value would not match.
        let waiting = jobs::table
            .filter(sql::<Bool>("jobs.state = 'waiting'"))
            .filter(jobs::kind.eq_any(kinds.clone()))
            .select(min(jobs::run_at))
            .single_value();
        let running = jobs::table
            .filter(sql::<Bool>("jobs.state = 'running'"))
            .filter(jobs::kind.eq_any(kinds))
            .select(min(jobs::lease_until))
            .single_value();
        let reader = self.reader().await?;
        let next: (Option<DateTime<Utc>>, Option<DateTime<Utc>>) =
            reader.answered(diesel::select((waiting, running)).get_result(&mut reader.connection())).await?;
        let first = [next.0, next.1].into_iter().flatten().min();
        Ok(first.map(|at| instant("jobs.run_at", at)).transpose()?)
    }

    async fn wait(&self, most: Duration) {
        self.bell().wait(most).await;
    }
}
