use diesel::{
    pg::Pg,
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
};
use fasttrack_domain::{
    import::{Import, ImportTally, RejectedRecord},
    job::JobId,
    user::UserId,
};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, count},
    schema::{import_rejections, imports},
};

/// What was said of an import once and for all.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imports, check_for_backend(Pg))]
pub(super) struct ImportRow {
    job_id: Uuid,
    owner_id: Uuid,
    format: String,
    dry_run: bool,
    bytes: i64,
    #[diesel(embed)]
    tally: TallyRow,
}

/// How far it is.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, check_for_backend(Pg))]
pub(super) struct TallyRow {
    records: i64,
    added: i64,
    already_there: i64,
    rejected: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rejections, check_for_backend(Pg))]
pub(super) struct RejectionRow {
    record: i64,
    line: i64,
    column_name: Option<String>,
    code: String,
    detail: String,
}

impl From<&Import> for ImportRow {
    fn from(import: &Import) -> Self {
        let Import { job_id, owner, format, dry_run, bytes, tally } = import;
        Self {
            job_id: job_id.uuid(),
            owner_id: owner.uuid(),
            format: format.clone(),
            dry_run: *dry_run,
            bytes: column(*bytes),
            tally: TallyRow::from(tally),
        }
    }
}

impl From<&ImportTally> for TallyRow {
    fn from(tally: &ImportTally) -> Self {
        let ImportTally { records, added, already_there, rejected } = *tally;
        Self {
            records: column(records),
            added: column(added),
            already_there: column(already_there),
            rejected: column(rejected),
        }
    }
}

impl TryFrom<ImportRow> for Import {
    type Error = Corrupt;

    fn try_from(row: ImportRow) -> Result<Self, Corrupt> {
        let ImportRow { job_id, owner_id, format, dry_run, bytes, tally } = row;
        Ok(Self {
            job_id: JobId::new(job_id),
            owner: UserId::new(owner_id),
            format,
            dry_run,
            bytes: count("imports.bytes", bytes)?,
            tally: tally.try_into()?,
        })
    }
}

impl TryFrom<TallyRow> for ImportTally {
    type Error = Corrupt;

    fn try_from(row: TallyRow) -> Result<Self, Corrupt> {
        let TallyRow { records, added, already_there, rejected } = row;
        Ok(Self {
            records: count("imports.records", records)?,
            added: count("imports.added", added)?,
            already_there: count("imports.already_there", already_there)?,
            rejected: count("imports.rejected", rejected)?,
        })
    }
}

impl TryFrom<RejectionRow> for RejectedRecord {
    type Error = Corrupt;

    fn try_from(row: RejectionRow) -> Result<Self, Corrupt> {
        let RejectionRow { record, line, column_name, code, detail } = row;
        Ok(Self {
            record: count("import_rejections.record", record)?,
            line: count("import_rejections.line", line)?,
            column: column_name,
            code,
            detail,
        })
    }
}

/// No file has as many of anything as do not fit.
pub(super) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
