use diesel::{QueryResult, result::Error};
use diesel_async::AsyncConnection as _;
use fasttrack_domain::{
    StoreError,
    event::{ImportOutcome, ImportedEvent},
};

use super::{
    parts::parts,
    write::{self, New},
};
use crate::{answer::in_time, connection::Connection, errors::store_error};

/// How many rows are tried at once, at the most.
const ROWS: usize = 250;

/// Adds rows, many at once as long as none conflicts.
pub(super) async fn import(
    connection: &mut Connection,
    rows: &[ImportedEvent],
) -> Result<Vec<ImportOutcome>, StoreError> {
    let mut outcomes = Vec::with_capacity(rows.len());
    for part in parts(rows, ROWS, |row| &row.event) {
        match add(connection, part).await {
            Ok(added) => outcomes.extend(added),
            // A violation does not name its row: once more, one by one.
            Err(StoreError::Conflict(_)) => {
                for row in part {
                    outcomes.push(add_one(connection, row).await?);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(outcomes)
}

async fn add_one(connection: &mut Connection, row: &ImportedEvent) -> Result<ImportOutcome, StoreError> {
    match add(connection, std::slice::from_ref(row)).await {
        Ok(added) => Ok(added.into_iter().next().unwrap_or(ImportOutcome::AlreadyThere)),
        Err(StoreError::Conflict(constraint)) => Ok(ImportOutcome::Conflict(constraint)),
        Err(error) => Err(error),
    }
}

/// Adds rows. What they break, only their savepoint has to undo.
async fn add(connection: &mut Connection, rows: &[ImportedEvent]) -> Result<Vec<ImportOutcome>, StoreError> {
    let new: Vec<New<'_>> =
        rows.iter().map(|ImportedEvent { event, fingerprint }| (event, fingerprint.as_ref())).collect();
    let within =
        connection.transaction::<_, Error, _>(async |connection| write::insert(connection, &new).await);
    let added: QueryResult<_> = in_time(within).await?;
    let added = added.map_err(store_error)?;
    let outcome = |row: &ImportedEvent| {
        if added.contains(&row.event.id.uuid()) { ImportOutcome::Added } else { ImportOutcome::AlreadyThere }
    };
    Ok(rows.iter().map(outcome).collect())
}
