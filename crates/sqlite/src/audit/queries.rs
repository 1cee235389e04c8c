use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
    sqlite::Sqlite,
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
    SqliteStore,
    columns::{UuidBlob, count},
    errors::store_error,
    keyset::{self, Beyond, Direction},
    schema::audit_log,
};

/// The entries that fit.
fn fitting(filter: &AuditFilter) -> audit_log::BoxedQuery<'static, Sqlite> {
    let AuditFilter { actor, action, subject, after, before } = filter;
    let mut fitting = audit_log::table.into_boxed();
    if let Some(actor) = actor {
        fitting = match actor.user() {
            Some(user) => fitting.filter(audit_log::actor_id.eq(UuidBlob::from(user))),
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
        fitting = fitting.filter(audit_log::subject_id.eq(UuidBlob(*subject)));
    }
    if let Some(after) = after {
        fitting = fitting.filter(audit_log::at.ge(after.micros()));
    }
    if let Some(before) = before {
        fitting = fitting.filter(audit_log::at.lt(before.micros()));
    }
    fitting
}

#[async_trait]
impl AuditQueries for SqliteStore {
    async fn list(&self, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditEntry>, StoreError> {
        let mut query = fitting(&filter.beyond(page.after.as_ref()))
            .select(AuditRow::as_select())
            .order((audit_log::at.desc(), audit_log::id.desc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            let columns = "audit_log.at, audit_log.id";
            query = query.filter(Beyond::instant(columns, Direction::Descending, position)?);
        }
        let mut reader = self.reader().await?;
        let rows: Vec<AuditRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, AuditEntry::position))
    }

    async fn count(&self, filter: &AuditFilter) -> Result<u64, StoreError> {
        let query = fitting(filter).count();
        let mut reader = self.reader().await?;
        let number: i64 = query.get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }
}
