use fasttrack_domain::{
    audit::{AuditEntry, AuditFilter},
    page::{Page, PageRequest},
};

use super::{Audit, AuditError};
use crate::{authorise, context::Context};

impl Audit {
    /// The entries that fit, the newest first.
    ///
    /// # Errors
    /// [`AuditError`].
    pub async fn list(
        &self,
        ctx: &Context,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, AuditError> {
        authorise::read_audit_log(ctx)?;
        Ok(self.queries.list(filter, page).await?)
    }

    /// How many [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`AuditError`].
    pub async fn count(&self, ctx: &Context, filter: &AuditFilter) -> Result<u64, AuditError> {
        authorise::read_audit_log(ctx)?;
        Ok(self.queries.count(filter).await?)
    }
}
