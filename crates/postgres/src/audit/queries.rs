use async_trait::async_trait;
use diesel::{
    pg::Pg,
    prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    audit::{AuditEntry, AuditFilter},
    page::{Page, PageRequest},
    ports::AuditQueries,
};

use super::row::AuditRow;
use crate::{
    PostgresStore,
    columns::count,
    keyset::{self, Beyond, Direction},
    schema::audit_log,
};

/// The entries that fit.
fn fitting(filter: &AuditFilter) -> audit_log::BoxedQuery<'static, Pg> {
    let AuditFilter { actor, action, subject, after, before } = filter;
    let mut fitting = audit_log::table.into_boxed();
    if let Some(actor) = actor {
        fitting = match actor.user() {
            Some(user) => fitting.filter(audit_log::actor_id.eq(user.uuid())),
            // As the index says it.
            None => {
                fitting.filter(audit_log::actor_id.is_null()).filter(audit_log::actor_kind.eq(actor.kind()))
            }
        };
    }
    if let Some(action) = action {
        fitting = fitting.filter(audit_log::action.eq(action.as_str()));
    }
    if let Some(subject) = subject {
        fitting = fitting.filter(audit_log::subject_id.eq(*subject));
    }
    if let Some(after) = after {
        fitting = fitting.filter(audit_log::at.ge(after.to_utc()));
    }
    if let Some(before) = before {
        fitting = fitting.filter(audit_log::at.lt(before.to_utc()));
    }
    fitting
}

#[async_trait]
impl AuditQueries for PostgresStore {
    async fn list(&self, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditEntry>, StoreError> {
        let mut query = fitting(&filter.beyond(page.after.as_ref()))
            .select(AuditRow::as_select())
            .order((audit_log::at.desc(), audit_log::id.desc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            let columns = "audit_log.at, audit_log.id";
            query = query.filter(Beyond::instant(columns, Direction::Descending, position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<AuditRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, AuditEntry::position))
    }

    async fn count(&self, filter: &AuditFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let reader = self.reader().await?;
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }
}
